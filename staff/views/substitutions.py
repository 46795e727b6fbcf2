"""代办: who decides requests while the manager is away."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from staff.forms.attendance import SubstituteForm
from staff.models import Substitution
from staff.selectors.substitutes import managers_named_by, possible_substitutes, substitutions_seen_by
from staff.services.substitutions import check_running, end_substitution, name_substitute
from staff.views.attendance_act_page import AttendanceActPage, found
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.access.selectors import know_titles
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.regulation.clock import local_day

FEW = 50


@require_GET
@permitted(Verb.READ_STAFF)
def substitution_list(request: HttpRequest) -> HttpResponse:
    """Those this reader has to do with, the latest first."""
    user, now = cast(User, request.user), database_now()
    rows = list(substitutions_seen_by(user)[:FEW])
    know_titles(one.named_by for one in rows)
    context = {
        "rows": rows,
        "may_name": may(user, Verb.NAME_SUBSTITUTE),
        "today": local_day(now),
        "now": now,
    }
    return render(request, "staff/substitution_list.html", context)


class SubstitutionPage(AttendanceActPage):
    """Leads back to the list."""

    verb = Verb.NAME_SUBSTITUTE

    def back(self) -> str:
        return reverse("substitution_list")

    def page_context(self) -> dict[str, Any]:
        return super().page_context() | {"back_words": "回到代办"}


class NameSubstitutePage(SubstitutionPage):
    """Name one, with the days."""

    form_class = SubstituteForm
    title, button = "指定代办人", "指定代办人"

    def form_kwargs(self) -> dict[str, Any]:
        return {"managers": managers_named_by(self.user), "substitutes": possible_substitutes(self.user)}

    def initial(self) -> dict[str, Any]:
        today, own = local_day(self.now), managers_named_by(self.user).first()
        return {"first_on": today, "last_on": today, "manager": own.pk if own else None}

    def consequences(self) -> list[str]:
        return ["这些天里，等经理审批的请假、外勤和补卡，代办人也能办，记「代」谁", "代办人看不到工资，不能批自己的申请", "经理本人照样能办"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        row = name_substitute(by=self.user, at=at, **form.content)
        return self.done(f"已指定 {row.substitute.name} 代 {row.manager.name}，{row.first_on:%m-%d} 至 {row.last_on:%m-%d}")


class EndSubstitutionPage(SubstitutionPage):
    """Take it back."""

    form_class = ActForm
    title, button = "收回代办", "收回代办"

    def load(self, **kwargs: Any) -> Substitution:
        mine = managers_named_by(self.user)
        rows = Substitution.objects.filter(manager__in=mine).select_related("manager", "substitute")
        return found(rows.filter(pk=kwargs["substitution_id"]).first())

    def check(self) -> None:
        check_running(self.subject, local_day(self.now))

    def facts(self) -> list[tuple[str, str]]:
        one = self.subject
        return [("代办", f"{one.substitute.name} 代 {one.manager.name}"), ("日期", f"{one.first_on} 至 {one.last_on}")]

    def consequences(self) -> list[str]:
        return ["以后由经理审批；已经办的不变", "代办人收到消息"]

    def deed(self, form: ActForm, at: datetime) -> Answer:
        row = end_substitution(substitution=self.subject, by=self.user, at=at)
        return self.done(f"已收回{row.substitute.name}的代办")


urlpatterns = [
    path("attendance/substitutes/", substitution_list, name="substitution_list"),
    path("attendance/substitutes/new/", NameSubstitutePage.as_view(), name="name_substitute"),
    path("attendance/substitutes/<int:substitution_id>/end/", EndSubstitutionPage.as_view(), name="end_substitution"),
]
