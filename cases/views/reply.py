"""Pages of the reply: answer the customer, note its delivery."""

from datetime import datetime
from typing import Any

from django.urls import path

from cases.forms.reply import DeliveryForm, ReplyForm
from cases.models import ClockKind
from cases.rules.approval_errors import ReplyBeforeApproval
from cases.selectors.approval import living_opinion
from cases.selectors.opinion_panel import ceiling_words
from cases.services.issue_reply import ReplyContent, check_reply, issue_reply
from cases.services.record_delivery import record_delivery
from cases.views.case_act import CaseActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.wording import DueState, due


class IssueReplyPage(CaseActPage):
    """The reply: it stops the clock."""

    verb = Verb.ISSUE_REPLY
    form_class = ReplyForm
    template_name = "cases/reply_form.html"
    title = "答复客户"
    button = "答复客户"

    def check(self) -> None:
        check_reply(self.subject, self.now)

    def initial(self) -> dict[str, Any]:
        opinion, card = living_opinion(self.subject), self.subject.card
        return super().initial() | {"recipient": card.contact_name, "text": opinion.text if opinion else ""}

    def consequences(self) -> list[str]:
        opinion = living_opinion(self.subject)
        allowed = [f"销售处按批准的上限办理结算：{ceiling_words(opinion)}"] if opinion else []
        return [f"答复时限停走：{self._clock_words()}", "答复只有一次，发出后不能改", "销售处登记送达", *allowed]

    def _clock_words(self) -> str:
        clock = self.subject.deadlines.filter(kind=ClockKind.REPLY).first()
        if clock is None:
            return ""
        state = due(clock.due_at, self.now, done_at=self.now)
        late = "，超期随即记下（P.四.2）" if state.state == DueState.LATE_DONE else ""
        return f"{state.words}（截止 {state.ends}）{late}"

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        content = ReplyContent(
            channel=given["channel"],
            recipient=given["recipient"],
            text=given["text"],
            proof=next(iter(given["proof"]), None),
        )
        issue_reply(case=self.subject, content=content, by=self.user, at=at, seen_version=given["seen_version"])
        return self.done(f"已答复客户，接着由{self.subject.clerk}登记送达、办理结算")


class RecordDeliveryPage(CaseActPage):
    """The reply's delivery."""

    verb = Verb.RECORD_DELIVERY
    form_class = DeliveryForm
    title = "登记答复送达"
    button = "登记送达"

    def check(self) -> None:
        if self.subject.replied_at is None:
            raise ReplyBeforeApproval("还没有答复客户，答复以后才能登记送达")

    def deed(self, form: ActForm, at: datetime) -> Answer:
        given = form.cleaned_data
        record_delivery(
            case=self.subject,
            delivered_at=given["delivered_at"],
            proof=next(iter(given["proof"]), None),
            by=self.user,
            at=at,
            seen_version=given["seen_version"],
        )
        return self.done("已登记答复送达")


urlpatterns = [
    path("cases/<str:number>/issue-reply/", IssueReplyPage.as_view(), name="issue_reply"),
    path("cases/<str:number>/record-delivery/", RecordDeliveryPage.as_view(), name="record_delivery"),
]
