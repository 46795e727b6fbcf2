"""The card on paper: a sheet drawn in the background."""

from datetime import datetime

from django.urls import path, reverse

from cases.views.case_act import CaseActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.jobs.services import request_job


class PrintCard(CaseActPage):
    """Whoever may open the case may print its card; the estimated loss only where money is theirs to see."""

    verb = Verb.READ_CASES
    form_class = ActForm
    title = "打印 A4 信息卡"
    button = "制作 PDF"

    def authorise(self) -> None:
        """A member of the team may open the case, and so print its card: `load` tells."""

    def deed(self, form: ActForm, at: datetime) -> Answer:
        case = self.subject
        job = request_job(
            kind="card_sheet",
            key=f"{case.pk}:{case.version}:{self.user.pk}",
            title=f"售后服务信息卡 {case.number}",
            arguments={"case": case.pk},
            by=self.user,
            at=at,
        )
        return Answer(url=reverse("job", args=[job.pk]), body={"job": str(job.pk)})

    def consequences(self) -> list[str]:
        return ["在后台制作，好了就能下载；每页注明打印人和时间", f"印的是现行第{self.subject.card.version}版"]


urlpatterns = [path("cases/<str:number>/print-card/", PrintCard.as_view(), name="print_card")]
