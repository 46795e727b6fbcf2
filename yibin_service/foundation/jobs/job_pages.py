"""The act on background work: do again what was not done."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.services import Answer

from .models import Job
from .selectors import job_for
from .services.repeat_job import check_repeatable, repeat_job


class RepeatJobPage(ActPage):
    """`/jobs/<id>/repeat/`: one's own work that failed."""

    verb = Verb.REPEAT_JOB
    form_class = ActForm
    title = "重新执行"
    button = "重新执行"
    subject: Job

    def load(self, **kwargs: Any) -> Job:
        return job_for(self.user, kwargs["pk"])

    def check(self) -> None:
        check_repeatable(self.subject, self.user)

    def initial(self) -> dict[str, Any]:
        return {}

    def page_context(self) -> dict[str, Any]:
        return {
            "subject_line": self.subject.title,
            "back_url": reverse("job", args=[self.subject.pk]),
            "back_words": "回到这项工作",
            "consequences": ["按原来申请的内容再做一次，不用重新填写", "已经做成的部分不会重复"],
        }

    def deed(self, form: ActForm, at: datetime) -> Answer:
        job = repeat_job(job=self.subject, by=self.user, at=at)
        return Answer(status=202, url=reverse("job", args=[job.pk]), message="已重新申请，正在排队", body={"job": str(job.pk)})
