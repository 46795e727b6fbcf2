"""Forms of the service team: its members, the wish to go without a visit, the decision."""

from typing import Any

from django import forms

from cases.models import Discipline, TeamProposal
from cases.rules import team as rule
from cases.services.propose_team import MOST_MEMBERS, MemberInput
from yibin_service.foundation.access.models import User
from yibin_service.foundation.acts.forms import ActForm, LineField, TextField
from yibin_service.foundation.acts.row_forms import RowsForm
from yibin_service.foundation.org.models import Unit, UnitKind

NOT_PEOPLE = (UnitKind.CARRIER, UnitKind.COMPANY)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An account, named with its unit."""

    def label_from_instance(self, user: Any) -> str:
        return f"{user.display_name}（{user.unit.name}）" if user.unit else user.display_name


class MemberRow(forms.Form):
    """One member: an account, or a name with its unit."""

    user = PersonField(label="账号", queryset=User.objects.none(), required=False, empty_label="没有账号的")
    name = LineField(label="姓名", max_length=40, required=False)
    unit = forms.ModelChoiceField(
        label="单位", queryset=Unit.objects.none(), required=False, empty_label="账号所在单位"
    )
    discipline = forms.ChoiceField(label="专业", choices=[("", "请选"), *Discipline.choices])
    is_leader = forms.BooleanField(label="组长", required=False)

    def __init__(self, *args: Any, people: Any = None, units: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["placeholder"] = "没有账号的写姓名"
        self.fields["discipline"].error_messages["required"] = "请选「专业」"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        user, name = given.get("user"), given.get("name", "")
        if not user and not name:
            self.add_error("user", "请选账号，或写姓名")
        elif not given.get("unit") and not (user and user.unit):
            self.add_error("unit", "请选这个人的单位")
        return given

    @property
    def member(self) -> MemberInput:
        given = self.cleaned_data
        return MemberInput(
            user=given["user"],
            name=given["name"],
            unit=given["unit"] or given["user"].unit,
            discipline=rule.Discipline(given["discipline"]),
            is_leader=given["is_leader"],
        )


class TeamForm(RowsForm):
    """The members, a row each, and why the team is changed where it is."""

    row_class = MemberRow
    rows_prefix = "members"
    most_rows = MOST_MEMBERS
    empty_rows = 3
    reason = TextField(label="说明", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        people = User.objects.filter(is_active=True).exclude(grants=None).select_related("unit").distinct()
        units = Unit.objects.filter(is_active=True).exclude(kind__in=NOT_PEOPLE)
        super().__init__(
            *args, row_kwargs={"people": people.order_by("unit__position", "display_name"), "units": units}, **kwargs
        )

    @property
    def members(self) -> list[MemberInput]:
        return [row.member for row in self.rows.forms if row.has_changed()]


def team_initial(team: TeamProposal | None) -> list[dict[str, Any]]:
    """A change starts from the members there are."""
    if team is None or team.is_waiver:
        return []
    return [
        {
            "user": member.user_id,
            "name": "" if member.user_id else member.name,
            "unit": member.unit_id,
            "discipline": member.discipline,
            "is_leader": member.is_leader,
        }
        for member in team.members.all()
    ]


class WaiveVisitForm(ActForm):
    """Why the case can be handled without going there."""

    reason = TextField(label="免现场的理由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class DecideTeamForm(ActForm):
    """The decision on the proposal that was seen."""

    proposal = forms.IntegerField(widget=forms.HiddenInput)
    comment = TextField(label="批准意见", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))
