"""企管办 records that the deduction (or the refund) was made."""

from datetime import date, datetime

from django.db import transaction

from penalties.models import DeductionNotice, NoticeState
from penalties.services.report_errors import AlreadyDeducted, NotAnsweredYet, NotReleased
from penalties.services.take_notice import ask_for_sheet, take_notice
from penalties.services.tell_report import tell_deducted
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, require
from yibin_service.foundation.acts.errors import InvalidInput
from yibin_service.foundation.acts.services import record_event
from yibin_service.foundation.regulation.clock import local_day
from yibin_service.foundation.wording import end, local, yuan

LONGEST_VOUCHER = 60


@transaction.atomic
def record_deduction(
    *, notice: DeductionNotice, deducted_on: date, voucher: str, by: User, at: datetime
) -> DeductionNotice:
    """Record when and by which voucher. The unit has signed, its objection is answered, or the time for one is over.

    Raises NotReleased, NotAnsweredYet, AlreadyDeducted, InvalidInput.
    """
    require(by, Verb.RECORD_DEDUCTION)
    notice = take_notice(notice)
    check_deductible(notice, at)
    _check(notice, deducted_on, voucher.strip(), at)
    notice.deducted_on, notice.deduction_voucher = deducted_on, voucher.strip()
    notice.deducted_by, notice.deducted_at, notice.state = by, at, NoticeState.DEDUCTED
    notice.save(update_fields=["deducted_on", "deduction_voucher", "deducted_by", "deducted_at", "state"])
    verb = "返还" if notice.is_refund else "扣减"
    text = f"登记{verb} {yuan(abs(notice.amount))}：{deducted_on:%Y-%m-%d}，凭证 {notice.deduction_voucher}"
    record_event(stream=notice.stream, verb="record_deduction", text=text, by=by, at=at, clause="P.四")
    ask_for_sheet(notice, at)
    tell_deducted(notice, at)
    return notice


def check_deductible(notice: DeductionNotice, at: datetime) -> None:
    """Raise unless nothing stands between the notice and its deduction."""
    if notice.state == NoticeState.DEDUCTED:
        raise AlreadyDeducted(f"{notice.deducted_on:%Y-%m-%d} 已登记，凭证 {notice.deduction_voucher}，没有重复")
    if notice.state == NoticeState.SEALED:
        raise NotReleased
    if notice.is_objection_open:
        raise NotAnsweredYet(f"{notice.unit_name}有异议，技术中心答复后才能登记")
    if notice.state == NoticeState.RELEASED and notice.objection_until is not None and at <= notice.objection_until:
        until = end(notice.objection_until, local(at).year)
        raise NotAnsweredYet(f"{notice.unit_name}还没有认领；{until} 以后仍不认领，视为没有异议，可以登记")


def _check(notice: DeductionNotice, deducted_on: date, voucher: str, at: datetime) -> None:
    faults = {}
    released = local_day(notice.released_at or at)
    if deducted_on > local_day(at):
        faults["deducted_on"] = f"不能晚于今天 {local_day(at):%Y-%m-%d}"
    elif deducted_on < released:
        faults["deducted_on"] = f"不能早于放行日 {released:%Y-%m-%d}"
    if not voucher:
        faults["voucher"] = "请填扣减凭证号"
    elif len(voucher) > LONGEST_VOUCHER:
        faults["voucher"] = f"凭证号最多 {LONGEST_VOUCHER} 字，请删短些"
    if faults:
        raise InvalidInput(faults)
