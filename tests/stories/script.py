"""The story of `figures.py` as a list of acts: who does what on which page, and what they write there.

Browser and API play the same list: an API endpoint takes the fields of its page. A value is what a person would type or
choose (rows of the database by their key); `files` names uploads by field.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases.models import Case
from penalties.models import ClaimReceipt, DeductionNotice, Fine
from tests.world import World, at

A, B, C = "SH-2026-0001", "SH-2026-0002", "SH-2026-0003"
Fields = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """`path` is the act's page; `{breach}`, `{receipt}`, `{fine}` and `{notice}` are looked up when it is reached.

    `button` is the one pressed where a page has two; `rows` are the lines of its table, under `rows_name`.
    """

    at: datetime
    who: str
    path: str
    fields: Fields = field(default_factory=dict)
    rows: tuple[Fields, ...] = ()
    rows_name: str = ""
    files: dict[str, str] = field(default_factory=dict)
    button: tuple[str, str] | None = None

    @property
    def number(self) -> str:
        """The case it is about, where there is one."""
        parts = self.path.split("/")
        return parts[2] if parts[1] == "cases" else ""

    @property
    def address(self) -> str:
        """The path with what only exists by now."""
        if "{" not in self.path:
            return self.path
        case = Case.objects.filter(number=self.number).first()
        return self.path.format(
            breach=case.breaches.get(kind="card_filing").pk if "{breach}" in self.path and case else "",
            receipt=ClaimReceipt.objects.latest("pk").pk if "{receipt}" in self.path else "",
            fine=Fine.objects.latest("pk").pk if "{fine}" in self.path else "",
            notice=DeductionNotice.objects.get(unit_name="物资处").number if "{notice}" in self.path else "",
        )


def october(text: str) -> datetime:
    """「06 09:00」."""
    return at(f"2026-10-{text}")


def steps(world: World) -> Iterator[Step]:
    """Every act of the month in the order of time."""
    found = [*story_a(world), *story_b(world), *story_c(world), *turn_of_the_month()]
    return iter(sorted(found, key=lambda step: step.at))


def on(number: str, when: str, who: str, verb: str, /, **fields: Any) -> Step:
    """A plain act on a case."""
    return Step(october(when), who, f"/cases/{number}/{verb}/", fields)


def story_a(world: World) -> Iterator[Step]:
    yield card(
        world,
        "06 09:00",
        received_by_sales_at="2026-10-05T14:00",
        machine=7,
        batch_no="7A260928",
        problem_kind="intrinsic",
        defect="hole",
        opened_at="2026-10-05T08:00",
        estimated_loss="800",
        rolls={"7A260928-03": "0.160"},
    )
    yield from first_look(A, "06 10:00", "800.00")
    yield from evidence(A, "06 11:00", "roll_label", "defect")
    gap = "客户只留下卷标和缺陷照片，金额小，不去现场"
    yield on(A, "07 09:00", "tech_engineer", "propose-determination", cause="paper_defect", missing_evidence_reason=gap)
    yield decided(A, "07 10:00", "tech_head", "confirm-determination", "confirm")
    yield opinion(A, "07 14:00", text="按出厂价赔 0.160 吨。", compensate_ceiling="800")
    yield from reply(A, "08 10:00", "08 10:30")
    yield on(A, "09 09:00", "sales_clerk", "agree-settlement", **paid(["7A260928-03"], "0.160", "5000"))
    yield from carried_out(A, "09", tonnes="0.160")
    yield on(A, "12 09:00", "tech_head", "close-case")


def story_b(world: World) -> Iterator[Step]:
    rolls = {f"7A261005-0{place}": "1.500" for place in (1, 2, 3, 4)}
    yield card(
        world,
        "09 09:00",
        received_by_sales_at="2026-10-08T16:00",
        machine=7,
        batch_no="7A261005",
        problem_kind="appearance",
        defect="torn_package",
        arrived_at="2026-10-08T08:00",
        estimated_loss="3.6万",
        rolls=rolls,
    )
    yield from first_look(B, "09 10:00", "36,000.00")
    yield from team(world, B, "09 14:00", "09 15:00")
    yield from evidence(B, "12 10:00", "roll_label", "defect", "weight_note", "user_statement")
    yield from evidence(B, "12 10:30", "inbound_form", "loading_photo", "arrival_receipt")
    signed = {"is_signed_by_warehouse": True, "is_signed_by_carrier": True}
    form = {"form_no": "HQ-1006", "loaded_on": "2026-10-06", "carrier_name": "宜宾顺达物流"}
    path = f"/cases/{B}/record-sign-off/"
    yield Step(october("12 14:00"), "warehouse_head", path, signed | form, files={"scan": "三方汇签单.jpg"})
    yield report(B, "13 09:00", "packaging")
    packaging = {"packaging_stage": "dispatch", "forced_by": ["warehouse", "carrier"]}
    yield on(B, "13 15:00", "tech_engineer", "propose-determination", cause="packaging", **packaging)
    yield decided(B, "13 15:20", "deputy_gm", "confirm-finding", "confirm")
    yield decided(B, "13 15:40", "tech_head", "confirm-determination", "confirm")
    spent = {"purpose": "差旅", "amount": "1,234.57", "spent_on": "2026-10-12", "voucher_no": "CL-1012"}
    yield on(B, "14 09:00", "tech_engineer", "record-expense", **spent)
    yield from chain_b()
    yield from reply(B, "19 10:00", "19 11:00")
    claim = {"party": "carrier", "party_name": "宜宾顺达物流", "amount": "18617.28"}
    yield on(B, "20 09:00", "sales_clerk", "open-claim", **claim)
    yield on(B, "21 09:00", "sales_clerk", "agree-settlement", **paid(list(rolls), "6.000", "6000"))
    yield from carried_out(B, "21", tonnes="6.000")
    money = {"amount": "11000", "received_on": "2026-10-26", "voucher_no": "YH-1026"}
    yield on(B, "26 10:00", "sales_clerk", "record-receipt/1", **money)
    yield decided(B, "27 09:00", "finance", "confirm-receipt/{receipt}", "confirm")
    yield on(B, "28 09:00", "sales_clerk", "close-claim/1", reason="承运单位只认这些")
    yield on(B, "28 15:00", "tech_head", "close-case")


def chain_b() -> Iterator[Step]:
    """Returned by 分管副总经理, submitted again, agreed; 总经理 takes note."""
    yield opinion(B, "14 14:00", text="按出厂价赔 6.000 吨。", compensate_ceiling="30000")
    again = "上限低于直接损失，请按 6.000 吨重写"
    yield decided(B, "15 09:00", "deputy_gm", "decide-step", "return", comment=again)
    yield opinion(B, "15 14:00", text="按出厂价赔 6.000 吨。", compensate_ceiling="36,000")
    yield decided(B, "16 09:00", "deputy_gm", "decide-step", "approve", comment="同意")
    yield on(B, "17 09:00", "general_manager", "acknowledge-step", comment="请注意装车签字")


def story_c(world: World) -> Iterator[Step]:
    yield card(
        world,
        "13 16:00",
        received_by_sales_at="2026-10-10T08:00",
        machine=5,
        batch_no="5A261001",
        problem_kind="intrinsic",
        defect="inner_inclusion",
        opened_at="2026-10-09T10:00",
        estimated_loss="3001.01",
        rolls={"5A261001-11": "0.900"},
    )
    yield from first_look(C, "13 17:00", "3001.01")
    yield from team(world, C, "14 09:00", "14 09:30")
    yield from evidence(C, "19 10:00", "roll_label", "defect", "weight_note", "user_statement")
    yield from evidence(C, "19 10:30", "unwound_roll", "rewinder_record")
    yield report(C, "20 09:00", "hidden")
    yield on(C, "20 15:00", "tech_engineer", "propose-determination", cause="hidden")
    yield decided(C, "20 15:40", "tech_head", "confirm-determination", "confirm")
    late = {"effect": "evidence_and_handling", "has_adverse_effect": "yes", "reason": "纸已用完，也误了换货"}
    yield on(C, "21 09:00", "tech_engineer", "propose-delay-finding/{breach}", **late)
    yield decided(C, "22 09:00", "deputy_gm", "decide-delay-finding", "confirm")
    yield opinion(C, "29 09:00", text="换货，运费和保管费由我厂承担。", exchange_ceiling="3500")
    yield from reply(C, "29 10:00", "29 11:00")
    exchange = {"kind": "exchange", "lines": ["5A261001-11"], "transport_cost": "2600", "storage_cost": "401.01"}
    yield on(C, "30 09:00", "sales_clerk", "agree-settlement", **exchange)
    yield from carried_out(C, "30", transport_cost="2600", storage_cost="401.01")
    yield decided(C, "31 09:00", "enterprise_management", "confirm-fine/{fine}", "confirm")
    yield on(C, "31 10:00", "tech_head", "close-case")


def turn_of_the_month() -> Iterator[Step]:
    """After the beat has issued the report: signed for, one notice answered, its deduction recorded."""
    yield Step(at("2026-11-01 09:00"), "enterprise_management", "/reports/2026-10/sign/")
    yield Step(at("2026-11-02 09:00"), "warehouse_head", "/notices/{notice}/answer/")
    deducted = {"deducted_on": "2026-11-03", "voucher": "2026-11 工资奖金表第 3 号"}
    yield Step(at("2026-11-03 09:00"), "enterprise_management", "/notices/{notice}/record-deduction/", deducted)


def card(world: World, when: str, *, machine: int, defect: str, rolls: dict[str, str], **fields: Any) -> Step:
    known = {
        "customer": world.customer.pk,
        "received_known_by": "record",
        "source": "phone",
        "contact_name": "杨德福",
        "contact_phone": "138 0871 2206",
        "product": world.product.pk,
        "machine": world.machine[machine].pk,
        "defect": world.defects[defect].pk,
        "occurred_known_by": "receipt" if "arrived_at" in fields else "statement",
        "description": "到货后检查发现问题，已拍照留样，余卷暂停使用。",
    }
    rows = tuple({"roll_no": number, "tonnes": tonnes} for number, tonnes in rolls.items())
    files = {"attachments": "缺陷照片.jpg"}
    return Step(october(when), "sales_clerk", "/cards/new/", known | fields, rows, "lines", files)


def first_look(number: str, when: str, loss: str) -> Iterator[Step]:
    yield on(number, when, "tech_engineer", "acknowledge-receipt")
    yield on(number, when, "tech_engineer", "triage-case", direct_loss=loss, is_liability_clear="yes")


def team(world: World, number: str, when: str, later: str) -> Iterator[Step]:
    """Two engineers and an inspector, proposed and approved."""
    people = (("tech_engineer", "engineer"), ("tech_engineer2", "engineer"), ("qc_head", "quality"))
    rows = tuple(
        {"user": world.users[name].pk, "discipline": discipline, "is_leader": place == 0}
        for place, (name, discipline) in enumerate(people)
    )
    yield Step(october(when), "tech_engineer", f"/cases/{number}/propose-team/", {}, rows, "members")
    yield decided(number, later, "deputy_gm", "decide-team", "approve")


def evidence(number: str, when: str, *kinds: str) -> Iterator[Step]:
    for kind in kinds:
        path, files = f"/cases/{number}/add-evidence/", {"uploads": f"{kind}.jpg"}
        yield Step(october(when), "tech_engineer2", path, {"kind": kind}, files=files)


def report(number: str, when: str, cause: str) -> Step:
    found = {
        "kind": "final",
        "visited_on": "2026-10-12" if number == B else "2026-10-19",
        "nature": "现场查看属实",
        "findings": "开卷、对照留样和单据，与客户所述一致。",
        "suspected_cause": cause,
    }
    return on(number, when, "tech_engineer2", "file-site-report", **found)


def decided(number: str, when: str, who: str, verb: str, decision: str, **fields: Any) -> Step:
    return Step(october(when), who, f"/cases/{number}/{verb}/", fields, button=("decision", decision))


def opinion(number: str, when: str, **fields: Any) -> Step:
    path = f"/cases/{number}/draft-opinion/"
    return Step(october(when), "tech_engineer", path, {"is_compensable": "yes"} | fields, button=("then", "submit"))


def reply(number: str, when: str, later: str) -> Iterator[Step]:
    words = {"channel": "letter", "recipient": "杨德福", "text": "所提问题已查清，按所附处理意见办理。"}
    yield on(number, when, "tech_engineer", "issue-reply", **words)
    yield on(number, later, "sales_clerk", "record-delivery", delivered_at=f"2026-10-{when[:2]}T10:20")


def paid(rolls: list[str], tonnes: str, price: str) -> Fields:
    facts = {"kind": "compensate", "lines": rolls, "tonnes": tonnes, "method": "price", "ex_works_price": price}
    return facts | {"agreed_with": "杨德福"}


def carried_out(number: str, day: str, **figures: str) -> Iterator[Step]:
    """Executed at noon, confirmed by the head of sales at five."""
    done = {"document_no": "BD-2610", "executed_on": f"2026-10-{day}"}
    yield on(number, f"{day} 11:00", "sales_clerk", "execute-settlement/1", **done, **figures)
    yield decided(number, f"{day} 17:00", "sales_head", "confirm-settlement/1", "confirm")
