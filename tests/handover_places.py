"""A handover of 王海涛 for each address that takes one: 物资处 is to receive a tool box."""

from datetime import datetime, timedelta

from staff.models import WorkHandover
from staff.services.add_handover_item import add_handover_item
from staff.services.hand_over_items import hand_over_items
from staff.services.open_handover import HandoverFacts, open_handover
from tests.world import World

OF_HANDOVER = frozenset(
    {"handover", "print_handover", "add_handover_item", "appoint_receiver", "hand_over_items", "receive_items", "excuse_item", "complete_handover", "cancel_handover"}
)


def handover_place(world: World, now: datetime) -> WorkHandover:
    """Open, with one thing that waits for 物资处 and others without a receiver."""
    person = world.service_engineer.employee
    facts = HandoverFacts(kind="leaving", effective_on=now.date() + timedelta(days=20))
    row = open_handover(employee=person, facts=facts, by=world.hr, at=now)
    item = add_handover_item(
        handover=row, kind="property", title="工具箱 1只", receiver=world.warehouse_head, by=world.service_engineer, at=now
    )
    hand_over_items(handover=row, keys=[item.key], by=world.service_engineer, at=now)
    return row
