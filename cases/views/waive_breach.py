"""The page on which a missed deadline is waived."""

from datetime import datetime
from typing import Any

from django.urls import path

from cases.forms.waive_breach import WaiveBreachForm
from cases.models import Case, ClockKind, DeadlineBreach
from cases.selectors.deadlines import breaches_of
from cases.selectors.time_in_hands import time_in_hands
from cases.services.waive_breach import check_waivable, waive_breach
from cases.views.case_act import CaseActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.errors import NotFound
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer


class WaiveBreachPage(CaseActPage):
    """`/cases/<number>/waive-breach/<id>/`."""

    verb = Verb.WAIVE_BREACH
    form_class = WaiveBreachForm
    template_name = "cases/waive_breach.html"
    title = "豁免超期"
    button = "豁免这次超期"
    breach: DeadlineBreach

    def load(self, **kwargs: Any) -> Case:
        case = super().load(**kwargs)
        breach = breaches_of(case).filter(pk=kwargs["breach_id"]).first()
        if breach is None:
            raise NotFound("这件案子没有这次超期")
        self.breach = breach
        return case

    def check(self) -> None:
        check_waivable(self.breach)

    def deed(self, form: ActForm, at: datetime) -> Answer:
        breach = waive_breach(
            breach=self.breach,
            reason=form.cleaned_data["reason"],
            by=self.user,
            at=at,
            seen_version=form.cleaned_data["seen_version"],
        )
        return self.done(
            f"已豁免{breach.get_kind_display()}超期，有关的人会收到消息", breach=breach.pk, waived_at=at.isoformat()
        )

    def page_context(self) -> dict[str, Any]:
        return {
            **super().page_context(),
            "breach": self.breach,
            "stretches": time_in_hands(self.subject, self.now) if self.breach.kind == ClockKind.REPLY else [],
        }

    def consequences(self) -> list[str]:
        unit = self.breach.unit
        return [
            f"{unit.name}不因这次超期受罚，也不承担由它引起的责任" if unit else "这次超期没有后果",
            "超期记录和您的理由一直可见",
            "豁免不能再收回",
        ]


urlpatterns = [
    path(
        "cases/<str:number>/waive-breach/<int:breach_id>/", WaiveBreachPage.as_view(), name="waive_breach"
    ),
]
