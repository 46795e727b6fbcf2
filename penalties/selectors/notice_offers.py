"""What a person may do with a notice now."""

from datetime import datetime

from django.urls import reverse

from penalties.models import DeductionNotice, NoticeState
from penalties.selectors.notices import may_answer
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may
from yibin_service.foundation.acts.panels import Offer
from yibin_service.foundation.wording import end, local, money

CLOSED_STATES = (NoticeState.SEALED, NoticeState.DEDUCTED)


def notice_offers(notice: DeductionNotice, user: User, now: datetime) -> list[Offer]:
    """The acts that wait for this person; none while the notice is sealed or when everything is done."""
    found = []
    sum_words = f"{'返还' if notice.is_refund else '扣减'} {money(abs(notice.amount))} 元"
    if notice.state == NoticeState.RELEASED and may_answer(user, notice):
        found.append(_offer(notice, "认领", "answer_notice", f"{sum_words}；有异议在认领时写明", notice.objection_until))
    if notice.is_objection_open and may(user, Verb.ANSWER_OBJECTION) and notice.answered_by_id != user.pk:
        found.append(_offer(notice, "答复异议", "answer_objection", "答复后企管办才能登记"))
    if is_deductible(notice, now) and may(user, Verb.RECORD_DEDUCTION):
        verb = "登记返还" if notice.is_refund else "登记扣减"
        found.append(_offer(notice, verb, "record_deduction", f"{sum_words}，填日期和凭证号"))
    return found


def is_deductible(notice: DeductionNotice, now: datetime) -> bool:
    """Whether nothing stands between the notice and its deduction: signed, objection answered, or the time for one over."""
    if notice.state in CLOSED_STATES or notice.is_objection_open:
        return False
    is_late = notice.objection_until is not None and now > notice.objection_until
    return notice.state != NoticeState.RELEASED or is_late


def waiting_words(notice: DeductionNotice, now: datetime) -> str:
    """Whose hands the notice is in, for those who cannot act."""
    if notice.state == NoticeState.SEALED:
        return "企管办签收月报后放行"
    if notice.state == NoticeState.DEDUCTED:
        return "这张通知单已办完"
    if notice.is_objection_open:
        return f"{notice.unit_name}有异议，等技术中心答复"
    if is_deductible(notice, now):
        return "等企管办登记" + ("返还" if notice.is_refund else "扣减")
    until = end(notice.objection_until, local(now).year)
    return f"等{notice.unit_name}负责人认领，异议期到 {until}"


def _offer(
    notice: DeductionNotice, label: str, url_name: str, consequence: str, due_at: datetime | None = None
) -> Offer:
    url = reverse(url_name, args=[notice.number])
    return Offer(label, url, is_turn=True, consequence=consequence, due_at=due_at)
