"""The demo's 工作移交: one that was completed, and one under way."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from staff.models import Employee, HandoverItem, HandoverKind, ItemKind, ItemState, WorkHandover
from staff.services.add_handover_item import add_handover_item
from staff.services.appoint_receiver import appoint_receiver
from staff.services.complete_handover import complete_handover
from staff.services.hand_over_items import hand_over_items
from staff.services.open_handover import HandoverFacts, open_handover
from staff.services.receive_items import receive_items
from yibin_service.foundation.access.models import User
from yibin_service.foundation.regulation.clock import local, local_day

from .cast import Cast

DAY = timedelta(days=1)
LEFT, TRANSFERRED = "0342", "0312"  # 朱婷 has left, 王海涛 goes to 质检处


def load_handovers(cast: Cast, at: datetime) -> None:
    """朱婷 left last week, with her things received by 高峰; 王海涛 hands over what he has, some of it received."""
    told = Handovers(cast, at)
    told.completed()
    told.under_way()


class Handovers:
    """The steps in their order, each a working hour of some day before the demo's end."""

    def __init__(self, cast: Cast, at: datetime) -> None:
        self.cast, self.at = cast, at
        self.manager, self.hr = cast["service_manager"], cast["hr"]

    def ago(self, days: int, hour: int) -> datetime:
        return min(local(self.at - days * DAY).replace(hour=hour, minute=20, second=0, microsecond=0), self.at)

    def completed(self) -> None:
        """She had no account: the manager hands over for her what 人力资源 and the deputy receive."""
        person, opened = Employee.objects.get(number=LEFT), self.ago(12, 9)
        last = local_day(self.ago(5, 9))
        facts = HandoverFacts(kind=HandoverKind.LEAVING, effective_on=last, reason="本人辞职", receiver=self.hr)
        row = open_handover(employee=person, facts=facts, by=self.manager, at=opened)
        for kind, title, detail in (
            (ItemKind.RECEIVABLE, "对账单 3份", "2026 年 8 至 10 月，已核对"),
            (ItemKind.PROPERTY, "笔记本电脑 1台", "NB-0412，带电源"),
            (ItemKind.OTHER_ACCOUNT, "ERP 账号 zhuting", "已改密码"),
        ):
            add_handover_item(handover=row, kind=kind, title=title, detail=detail, by=self.manager, at=self.ago(11, 10))
        keys = [item.key for item in row.items.all()]
        hand_over_items(handover=row, keys=keys, note="本人没有账号，当面点交", by=self.manager, at=self.ago(6, 15))
        self._received(row, keys, self.hr, self.ago(5, 16))
        complete_handover(handover=row, on=last, by=self.hr, at=self.ago(5, 17))

    def under_way(self) -> None:
        """Customers and orders appointed to the manager; a tool box received, the papers given back once."""
        person, engineer = Employee.objects.get(number=TRANSFERRED), self.cast["service_engineer"]
        facts = HandoverFacts(
            kind=HandoverKind.TRANSFER,
            effective_on=local_day(self.at) + 10 * DAY,
            new_unit=self.cast.units["quality_inspection"],
            new_post="质检员",
            reason="质检处缺员",
        )
        row = open_handover(employee=person, facts=facts, by=self.hr, at=self.ago(2, 9))
        warehouse, finance = self.cast["warehouse_head"], self.cast["finance"]
        when = self.ago(2, 11)
        tools = add_handover_item(
            handover=row, kind=ItemKind.PROPERTY, title="工具箱 1只", detail="编号 GJ-07，缺扳手 1把", receiver=warehouse,
            by=engineer, at=when,
        )  # fmt: skip
        papers = add_handover_item(
            handover=row, kind=ItemKind.RECEIVABLE, title="欠款确认函 2份", receiver=finance, by=engineer, at=when
        )
        hand_over_items(handover=row, keys=[tools.key, papers.key], by=engineer, at=self.ago(2, 14))
        self._received(row, [tools.key], warehouse, self.ago(1, 9))
        receive_items(
            handover=row, keys=[papers.key], is_received=False, note="贵阳一份没有盖章", by=finance, at=self.ago(1, 10)
        )
        customers = self._keys(row, ItemKind.CUSTOMER, 6)
        appoint_receiver(handover=row, keys=customers, receiver=self.manager, by=self.hr, at=self.ago(1, 11))
        hand_over_items(handover=row, keys=customers[:4], by=engineer, at=self.ago(1, 15))
        self._received(row, customers[:2], self.manager, self.ago(0, 9))

    @staticmethod
    def _keys(row: WorkHandover, kind: ItemKind, number: int) -> list[str]:
        items = HandoverItem.objects.filter(handover=row, kind=kind, state=ItemState.OPEN).order_by("pk")
        return list(items.values_list("key", flat=True)[:number])

    @staticmethod
    def _received(row: WorkHandover, keys: Iterable[str], by: User, at: datetime) -> None:
        receive_items(handover=row, keys=keys, is_received=True, by=by, at=at)
