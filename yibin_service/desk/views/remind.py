"""催办: ask those in whose hands a thing is, from the workbench or the case."""

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse

from cases.models import Case
from cases.rules.approval_errors import RemindedToday
from cases.services.remind import remind
from cases.views.case_act import CaseActPage
from yibin_service.desk.selectors.handed_on import Handed, handed_on
from yibin_service.foundation.access.permissions import Verb
from yibin_service.foundation.acts.errors import OutOfStep
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.services import Answer


class RemindForm(ActForm):
    """`key` names the thing handed on."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)


class RemindPage(CaseActPage):
    """Remind about one thing of one case; without a key, about the one that waits longest."""

    verb = Verb.REMIND
    form_class = RemindForm
    title = "催办"
    button = "催办"
    subject: Case

    def check(self) -> None:
        thing = self.thing("")
        if thing.is_reminded:
            raise RemindedToday("今天已经催过，明天可以再催")

    def thing(self, key: str) -> Handed:
        """The thing handed on by this person, as it stands now."""
        things = [one for one in handed_on(self.user, self.now, case=self.subject) if one.may_remind]
        found = next((one for one in things if key in ("", one.key)), None)
        if found is None:
            raise OutOfStep("这件事已经不在等别人办，不用催")
        return found

    def consequences(self) -> list[str]:
        try:
            thing = self.thing("")
        except OutOfStep:
            return []
        return [f"{thing.names}会收到一条消息和一封邮件：{thing.what}", "每天对同一个人只能催一次", "催办记入时间线"]

    def initial(self) -> dict[str, Any]:
        return {"key": ""}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        thing = self.thing(form.cleaned_data["key"])
        made = remind(case=self.subject, to=thing.people, subject=thing.what, by=self.user, at=at)
        names = "、".join(str(row.to) for row in made)
        message = f"已催办{names}：{thing.what}"
        return Answer(url=reverse("workbench"), message=message, body={"reminded": names})
