"""A small mill for tests: units, machines, people of every role, products, defects, a customer, both regulations."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from cases.models import Case, Customer, Defect, KnownBy, OpinionSource, ProblemKind, Product
from cases.services.card_facts import CardFacts, LineFacts
from cases.services.file_card import file_card
from yibin_service.foundation.access.models import RoleGrant, User
from yibin_service.foundation.access.roles import Role
from yibin_service.foundation.org.models import PaperMachine, Unit, UnitKind
from yibin_service.foundation.regulation.models import Family, ParameterValue, RegulationVersion
from yibin_service.foundation.regulation.versions import fixture_documents

SHANGHAI = ZoneInfo("Asia/Shanghai")
PASSWORD = "demo-mill-2026"

UNITS = (
    ("sales", UnitKind.SALES, "销售处"),
    ("technical_center", UnitKind.TECHNICAL_CENTER, "技术中心"),
    ("workshop_3", UnitKind.WORKSHOP, "三抄车间"),
    ("workshop_4", UnitKind.WORKSHOP, "四抄车间"),
    ("quality_inspection", UnitKind.QUALITY_INSPECTION, "质检处"),
    ("warehouse", UnitKind.WAREHOUSE, "物资处"),
    ("carrier", UnitKind.CARRIER, "承运单位"),
    ("company", UnitKind.COMPANY, "公司"),
    ("enterprise_management", UnitKind.ENTERPRISE_MANAGEMENT, "企管办"),
    ("leadership", UnitKind.LEADERSHIP, "公司领导"),
    ("service", UnitKind.SERVICE, "售后服务部"),
    ("finance", UnitKind.FINANCE, "财务处"),
    ("hr", UnitKind.HR, "人力资源处"),
)
PEOPLE: dict[str, tuple[Role, str, str]] = {
    "sales_clerk": (Role.SALES_CLERK, "刘玉兰", "sales"),
    "sales_clerk2": (Role.SALES_CLERK, "杨帆", "sales"),
    "sales_head": (Role.SALES_HEAD, "陈志强", "sales"),
    "tech_engineer": (Role.TECH_ENGINEER, "何晓梅", "technical_center"),
    "tech_engineer2": (Role.TECH_ENGINEER, "李志远", "technical_center"),
    "tech_head": (Role.TECH_HEAD, "罗永清", "technical_center"),
    "deputy_gm": (Role.DEPUTY_GM, "周建华", "leadership"),
    "general_manager": (Role.GENERAL_MANAGER, "谢明德", "leadership"),
    "meeting_secretary": (Role.MEETING_SECRETARY, "孙静", "leadership"),
    "enterprise_management": (Role.ENTERPRISE_MANAGEMENT, "曾丽", "enterprise_management"),
    "qc_head": (Role.UNIT_HEAD, "唐静", "quality_inspection"),
    "warehouse_head": (Role.UNIT_HEAD, "郑国栋", "warehouse"),
    "workshop3_head": (Role.UNIT_HEAD, "蒋洪", "workshop_3"),
    "workshop4_head": (Role.UNIT_HEAD, "邓刚", "workshop_4"),
    "service_manager": (Role.SERVICE_MANAGER, "高峰", "service"),
    "service_engineer": (Role.SERVICE_ENGINEER, "王海涛", "service"),
    "hr": (Role.HR, "吴敏", "hr"),
    "finance": (Role.FINANCE, "冯雪", "finance"),
    "auditor": (Role.AUDITOR, "钱正", "enterprise_management"),
    "admin": (Role.ADMIN, "管理员", "technical_center"),
}
DEFECTS = (
    ("hole", "洞穿", ProblemKind.INTRINSIC, "paper_defect"),
    ("inner_inclusion", "内夹带", ProblemKind.INTRINSIC, "hidden"),
    ("torn_in_rewinding", "打扯烂", ProblemKind.INTRINSIC, "rewinding"),
    ("torn_package", "外包装破损", ProblemKind.APPEARANCE, "packaging"),
    ("wet", "浸湿", ProblemKind.APPEARANCE, "transport"),
)


def at(text: str) -> datetime:
    """「2026-10-05 09:00」 in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class World:
    """Rows of the small mill by name: `world.tech_head`, `world.unit["warehouse"]`, `world.machine[7]`, `world.hole`."""

    password = PASSWORD

    def __init__(self) -> None:
        self.unit = {
            code: Unit.objects.create(code=code, kind=kind, name=name, position=position)
            for position, (code, kind, name) in enumerate(UNITS)
        }
        shops = {4: "workshop_3", 5: "workshop_3", 7: "workshop_4"}
        self.machine = {
            number: PaperMachine.objects.create(number=number, workshop=self.unit[shop], roll_prefix=str(number))
            for number, shop in shops.items()
        }
        self.users: dict[str, User] = {}
        for username, (role, name, unit) in PEOPLE.items():
            user = User.objects.create(
                username=username,
                display_name=name,
                unit=self.unit[unit],
                email=f"{username}@mill.example",
                password="!",
                is_staff=role == Role.ADMIN,
            )
            RoleGrant.objects.create(user=user, role=role, granted_at=at("2026-01-01 08:00"))
            self.users[username] = user
        self.defects = {
            code: Defect.objects.create(code=code, name=name, problem_kind=kind, usual_cause=cause, position=place)
            for place, (code, name, kind, cause) in enumerate(DEFECTS)
        }
        self.product = Product.objects.create(code="offset-70", name="双胶纸 70 g/m²")
        self.customer = Customer.objects.create(
            name="昆明滇池印务有限公司", pinyin="kunmingdianchiyinwuyouxiangongsi", initials="kmdcywyxgs"
        )
        load_regulations()

    def __getattr__(self, name: str) -> User | Defect:
        if name in {"users", "defects"}:
            raise AttributeError(name)
        if name in self.users:
            return User.objects.get(pk=self.users[name].pk)
        if name in self.defects:
            return self.defects[name]
        raise AttributeError(name)

    @cached_property
    def after_sales_version(self) -> RegulationVersion:
        return RegulationVersion.objects.get(code="P-试行")

    def card_facts(self, when: datetime | None = None, **changes: Any) -> CardFacts:
        """A sound card about two rolls with holes, received the day before `when` and opened the day before that."""
        when = when or at("2026-10-07 10:00")
        facts: dict[str, Any] = {
            "customer": self.customer,
            "contact_name": "杨德福",
            "contact_phone": "138 0871 2206",
            "source": OpinionSource.PHONE,
            "received_by_sales_at": when - timedelta(days=1),
            "received_known_by": KnownBy.RECORD,
            "problem_kind": ProblemKind.INTRINSIC,
            "opened_at": when - timedelta(days=2),
            "occurred_known_by": KnownBy.STATEMENT,
            "product": self.product,
            "machine": self.machine[7],
            "batch_no": "7A261003",
            "defect": self.defects["hole"],
            "description": "上机印刷时断纸 6 次，两卷均有洞穿，停机约 40 分钟。",
            "estimated_loss": Decimal("6750.00"),
            "lines": (
                LineFacts(roll_no="7A261003-08", tonnes=Decimal("0.862"), width=Decimal("1.240"), note="洞穿"),
                LineFacts(roll_no="7A261003-09", tonnes=Decimal("0.858"), width=Decimal("1.240")),
            ),
        }
        return CardFacts(**facts | changes)

    def file_card(self, when: datetime | None = None, by: User | None = None, **changes: Any) -> Case:
        """The case of a card filed by the clerk (or `by`) at `when`; `changes` are facts of the card."""
        when = when or at("2026-10-07 10:00")
        facts = self.card_facts(when, **changes)
        return file_card(facts=facts, by=by or self.sales_clerk, at=when, accepts_duplicate=True)

    def let_everyone_log_in(self) -> None:
        """Gives every account the test password: for browser tests, since hashing takes time."""
        for user in self.users.values():
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])


def load_regulations() -> None:
    """The versions that come with the product, enacted."""
    for document in fixture_documents():
        version = RegulationVersion.objects.create(
            family=Family(document.family),
            code=document.code,
            title=document.title,
            effective_from=document.effective_from,
            drafted_at=at("2000-01-01 00:00"),
        )
        ParameterValue.objects.bulk_create(
            ParameterValue(
                version=version,
                key=parameter["key"],
                value=parameter["value"],
                unit=parameter["unit"],
                clause=parameter["clause"],
                title=parameter["title"],
                is_reading=parameter["reading"],
                note=parameter["note"],
                position=position,
            )
            for position, parameter in enumerate(document.parameters)
        )
        version.status = RegulationVersion.Status.ENACTED
        version.enacted_at = at("2000-01-01 00:00")
        version.save(update_fields=["status", "enacted_at"])
