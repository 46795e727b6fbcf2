"""Ask for the 处理意见书 of a case."""

from datetime import datetime

from django.urls import reverse

from cases.selectors.approval import last_opinion
from cases.selectors.visibility import may_see_money
from cases.views.case_act import CaseActPage
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.errors import NotAllowed, OutOfStep
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.jobs.services import request_job


class OpinionSheetPage(CaseActPage):
    """The newest draft as PDF, drawn in the background."""

    verb = Verb.READ_CASES
    form_class = ActForm
    title = "打印处理意见书"
    button = "制作处理意见书"

    def check(self) -> None:
        if not may_see_money(self.user, self.subject):
            raise NotAllowed("处理意见书有金额，只给经办人和有权查看的岗位")
        if last_opinion(self.subject) is None:
            raise OutOfStep("这件案子还没有处理意见")

    def deed(self, form: ActForm, at: datetime) -> Answer:
        self.check()
        opinion = last_opinion(self.subject)
        assert opinion is not None
        job = request_job(
            kind="opinion_sheet",
            key=f"{opinion.pk}:{self.subject.version}:{self.user.pk}",
            title=f"处理意见书 {self.subject.number} 第{opinion.draft_no}稿",
            arguments={"opinion": opinion.pk},
            by=self.user,
            at=at,
        )
        return Answer(url=reverse("job", args=[job.pk]), body={"job": str(job.pk)})
