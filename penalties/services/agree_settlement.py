"""Agree a settlement with the user: 退, 赔 or 换 of some rolls (P.二.5)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum

from cases.models import CardLine, Case
from cases.services.lock_case import lock_case, touch_case
from penalties.models import SettledRoll, Settlement, SettlementKind, SettlementState
from penalties.selectors.case_facts import standing_of
from penalties.selectors.settlement_facts import described
from penalties.services.errors import RollSettledElsewhere, WrongRolls
from penalties.services.guards import ceilings_in_force, check_amount, check_seller
from penalties.services.settlement_content import SettlementContent, settlement_amount
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.wording import tonnes


@transaction.atomic
def agree_settlement(
    *, case: Case, content: SettlementContent, by: User, at: datetime, seen_version: int | None = None
) -> Settlement:
    """Write down what was agreed. Nothing is posted before it was carried out and a second person confirmed it.

    Within the approved ceilings and the tier; a roll is settled once across all cases. Raises StalePage, NotYetApproved,
    NotYours, InvalidInput, WrongRolls, RollSettledElsewhere, AboveCeiling, AboveTier.
    """
    require(by, Verb.SETTLE)
    case = lock_case(case_id=case.pk, seen_version=seen_version)
    check_seller(case, by)
    ceilings_in_force(case)
    amount = settlement_amount(case, content, standing_of(case, at))
    lines = _rolls(case, content)
    replaces = _replaced(case, content)
    check_amount(case, kind=content.kind, amount=amount, field=content.amount_field)
    last = Settlement.objects.filter(case=case).aggregate(last=Max("ordinal"))["last"] or 0
    settlement = Settlement.objects.create(
        case=case,
        ordinal=last + 1,
        kind=content.kind,
        amount=amount,
        agreed_with=content.agreed_with,
        note=content.note,
        replaces=replaces,
        agreed_by=by,
        agreed_at=at,
        **content.columns(),
    )
    _take_rolls(settlement, lines)
    touch_case(case)
    record_event(
        stream=case.stream,
        verb="agree_settlement",
        text=f"约定第{settlement.ordinal}笔结算：{described(settlement)}\n纸卷 {'、'.join(line.roll_no for line in lines)}",
        by=by,
        at=at,
        clause="P.二.5",
    )
    return settlement


def _rolls(case: Case, content: SettlementContent) -> list[CardLine]:
    """The chosen rolls of the case's card; more tonnes than they weigh cannot be settled."""
    lines = list(CardLine.objects.filter(card_id=case.card_id, pk__in=content.line_ids).order_by("position"))
    if len(lines) != len(set(content.line_ids)):
        raise WrongRolls("有纸卷不在这件案子的信息卡上，请重新选", field="lines")
    weight = CardLine.objects.filter(pk__in=content.line_ids).aggregate(sum=Sum("tonnes"))["sum"]
    if content.kind != SettlementKind.EXCHANGE and content.tonnes is not None and content.tonnes > weight:
        raise InvalidInput({"tonnes": f"所选纸卷共 {tonnes(weight)} 吨，填的 {tonnes(content.tonnes)} 吨多了"})
    return lines


def _replaced(case: Case, content: SettlementContent) -> Settlement | None:
    """The reversed settlement that this one enters anew."""
    if content.replaces_id is None:
        return None
    wrong = Settlement.objects.filter(
        case=case, pk=content.replaces_id, state=SettlementState.CANCELLED, confirmed_at__isnull=False
    ).first()
    if wrong is None or Settlement.objects.filter(replaces=wrong).exclude(state=SettlementState.CANCELLED).exists():
        raise InvalidInput({"replaces": "要更正的那笔没有红冲，或已更正过；请重新选"})
    Settlement.objects.filter(replaces=wrong).update(replaces=None)
    return wrong


def _take_rolls(settlement: Settlement, lines: list[CardLine]) -> None:
    """A roll is settled once: the database keeps that even against a case that is being settled at the same moment."""
    numbers = [line.roll_no for line in lines]
    _refuse_taken(numbers)
    try:
        with transaction.atomic():
            SettledRoll.objects.bulk_create(
                SettledRoll(settlement=settlement, roll_no=line.roll_no, line=line) for line in lines
            )
    except IntegrityError:
        _refuse_taken(numbers)
        raise


def _refuse_taken(numbers: list[str]) -> None:
    taken = SettledRoll.objects.filter(roll_no__in=numbers, is_live=True).select_related("settlement__case").first()
    if taken is not None:
        where = f"{taken.settlement.case.number} 第{taken.settlement.ordinal}笔"
        raise RollSettledElsewhere(f"纸卷 {taken.roll_no} 已在 {where}结算过，一卷只结算一次", field="lines")
