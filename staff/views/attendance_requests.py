"""Requests: asked for on the phone, decided by the manager, all in one list."""

from datetime import date, datetime
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from staff.forms.attendance import CorrectionForm, DecisionForm, FieldForm, LeaveForm, ReasonForm
from staff.models import AttendanceRequest, LeaveKind, RequestKind, RequestState
from staff.selectors.people import employee_of, visible_employees
from staff.selectors.substitutes import leave_decided_by, leave_turn, require_decide_leave
from staff.services.ask_leave import RequestFacts, ask_leave
from staff.services.attendance_errors import NotEmployed
from staff.services.decide_request import check_waiting, decide_request, withdraw_request
from staff.services.revoke_request import check_approved, revoke_request
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.access.selectors import know_titles
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local_day

PAGE_ROWS = 50
NO_REQUEST = "没有这份申请，或您无权查看"


@require_GET
@permitted(Verb.READ_STAFF)
def request_list(request: HttpRequest) -> HttpResponse:
    """Requests of those this reader may see, what waits for the reader first."""
    user, now = cast(User, request.user), database_now()
    mine = leave_decided_by(user, local_day(now))
    state = request.GET.get("state", "")
    rows = AttendanceRequest.objects.filter(Q(employee__in=visible_employees(user)) | Q(employee__in=mine))
    if state in RequestState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows.select_related("employee__unit", "decided_by", "decided_for", "revoked_by"), PAGE_ROWS).get_page(request.GET.get("page"))
    know_titles(who for one in page for who in (one.decided_by, one.revoked_by))
    context = {
        "page": page,
        "state": state,
        "states": RequestState.choices,
        "deciding": set(mine.values_list("pk", flat=True)),
        "own": employee_of(user),
        "may_ask": may(user, Verb.ASK_LEAVE),
        "waiting": AttendanceRequest.objects.filter(
            state=RequestState.WAITING, employee__in=leave_turn(user, local_day(now))
        ).count(),
        "may_name": may(user, Verb.NAME_SUBSTITUTE),
        "now": now,
    }
    return render(request, "staff/request_list.html", context)


class AskPage(ActPage):
    """One of the three things a person may ask for."""

    verb = Verb.ASK_LEAVE
    template_name = "staff/ask.html"
    kind: RequestKind

    def load(self, **kwargs: Any) -> Any:
        return employee_of(self.user)

    def check(self) -> None:
        if self.subject is None:
            raise NotEmployed

    def initial(self) -> dict[str, Any]:
        day = _day_asked(self.request, local_day(self.now))
        return {"first_on": day, "last_on": day, "on": day}

    def page_context(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "asks": ASKS,
            "back_url": reverse("attendance"),
            "back_words": "回到考勤",
            "consequences": ["经理收到审批；批准后本月自动重新判定", "已关账的月份，差额记入以后的月份"],
        }

    def facts(self, form: ActForm) -> RequestFacts:
        raise NotImplementedError(f"{type(self).__name__}.facts")

    def deed(self, form: ActForm, at: datetime) -> Answer:
        made = ask_leave(facts=self.facts(form), by=self.user, at=at)
        message = f"已申请{made.what}，等经理审批"
        return Answer(url=reverse("request_list"), message=message, body={"request": made.pk, "message": message})


class AskLeavePage(AskPage):
    """Whole days or a part of one."""

    form_class = LeaveForm
    kind = RequestKind.LEAVE
    title = "请假"
    button = "申请请假"

    def facts(self, form: ActForm) -> RequestFacts:
        data = form.cleaned_data
        return RequestFacts(
            kind=self.kind,
            first_on=data["first_on"],
            last_on=data["last_on"],
            reason=data["reason"],
            leave_kind=LeaveKind(data["leave_kind"]),
            starts=data["starts"],
            ends=data["ends"],
        )


class AskFieldPage(AskPage):
    """Days outside."""

    form_class = FieldForm
    kind = RequestKind.FIELD
    title = "外勤"
    button = "申请外勤"

    def facts(self, form: ActForm) -> RequestFacts:
        data = form.cleaned_data
        return RequestFacts(self.kind, data["first_on"], data["last_on"], data["reason"], place=data["place"])


class AskCorrectionPage(AskPage):
    """One missing time."""

    form_class = CorrectionForm
    kind = RequestKind.PUNCH
    title = "补卡"
    button = "申请补卡"

    def facts(self, form: ActForm) -> RequestFacts:
        data = form.cleaned_data
        on = data["on"]
        return RequestFacts(self.kind, on, on, data["reason"], side=data["side"], clock=data["time"])


ASKS = (
    ("ask_leave", RequestKind.LEAVE, "请假"),
    ("ask_field", RequestKind.FIELD, "外勤"),
    ("ask_correction", RequestKind.PUNCH, "补卡"),
)


class RequestActPage(ActPage):
    """An act on one request."""

    subject: AttendanceRequest
    template_name = "staff/request_act.html"

    def load(self, **kwargs: Any) -> AttendanceRequest:
        mine = leave_decided_by(self.user, local_day(self.now))
        seen = Q(employee__in=visible_employees(self.user)) | Q(employee__in=mine)
        rows = AttendanceRequest.objects.filter(seen).select_related("employee__unit", "asked_by", "decided_by")
        found = rows.filter(pk=kwargs["request_id"]).first()
        if found is None:
            raise NotFound(NO_REQUEST)
        return found

    def check(self) -> None:
        check_waiting(self.subject)

    def page_context(self) -> dict[str, Any]:
        one = self.subject
        return {
            "asked": one,
            "subject_line": f"{one.employee.name} · {one.employee.unit.name}",
            "back_url": reverse("request_list"),
            "back_words": "回到申请",
        }


class DecideRequestPage(RequestActPage):
    """Approve or return."""

    verb = Verb.DECIDE_LEAVE
    form_class = DecisionForm
    title = "审批考勤申请"
    choices_of_button = {"decision": ("approve", "return")}

    def authorise(self) -> None:
        require_decide_leave(self.user, local_day(self.now))

    def page_context(self) -> dict[str, Any]:
        told = ["批准后本月自动重新判定；已关账的月份，差额记入以后的月份", "申请人收到消息"]
        return super().page_context() | {"consequences": told}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        is_approved = self.request.POST.get("decision") == "approve"
        done = decide_request(
            request=self.subject, is_approved=is_approved, answer=form.cleaned_data["answer"], by=self.user, at=at
        )
        message = f"已{'批准' if is_approved else '退回'}{done.employee.name}的{done.what}"
        return Answer(url=reverse("request_list"), message=message, body={"message": message})


class RevokeRequestPage(RequestActPage):
    """An approval proves wrong."""

    verb = Verb.DECIDE_LEAVE
    form_class = ReasonForm
    title = "撤销批准"
    button = "撤销批准"

    def authorise(self) -> None:
        require_decide_leave(self.user, local_day(self.now))

    def check(self) -> None:
        check_approved(self.subject)

    def page_context(self) -> dict[str, Any]:
        told = ["申请以后不算，这些天重新判定；已关账的月份，差额记入以后的月份", "申请和批准留着，注明撤销和理由", "申请人收到消息"]
        return super().page_context() | {"consequences": told}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        done = revoke_request(request=self.subject, reason=form.cleaned_data["reason"], by=self.user, at=at)
        message = f"已撤销{done.employee.name}的{done.what}"
        return Answer(url=reverse("request_list"), message=message, body={"message": message})


class WithdrawRequestPage(RequestActPage):
    """Take it back."""

    verb = Verb.ASK_LEAVE
    form_class = ActForm
    title = "撤回申请"
    button = "撤回申请"

    def load(self, **kwargs: Any) -> AttendanceRequest:
        found = super().load(**kwargs)
        if found.employee.user_id != self.user.pk:
            raise NotFound(NO_REQUEST)
        return found

    def deed(self, form: ActForm, at: datetime) -> Answer:
        done = withdraw_request(request=self.subject, by=self.user, at=at)
        message = f"已撤回{done.what}"
        return Answer(url=reverse("request_list"), message=message, body={"message": message})


def _day_asked(request: HttpRequest, usual: date) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return usual


urlpatterns = [
    path("attendance/requests/", request_list, name="request_list"),
    path("attendance/requests/leave/", AskLeavePage.as_view(), name="ask_leave"),
    path("attendance/requests/field/", AskFieldPage.as_view(), name="ask_field"),
    path("attendance/requests/correction/", AskCorrectionPage.as_view(), name="ask_correction"),
    path("attendance/requests/<int:request_id>/decide/", DecideRequestPage.as_view(), name="decide_request"),
    path("attendance/requests/<int:request_id>/revoke/", RevokeRequestPage.as_view(), name="revoke_request"),
    path("attendance/requests/<int:request_id>/withdraw/", WithdrawRequestPage.as_view(), name="withdraw_request"),
]
