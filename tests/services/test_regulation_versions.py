"""Versions are loaded once, drafted by one person, enacted by another, and then never changed."""

from datetime import date, datetime
from typing import Any

import pytest

from staff.selectors.appraisal import unsettled
from tests.world import World, at
from yibin_service.foundation.acts.errors import InvalidInput, NotAllowed, SelfApproval, StalePage
from yibin_service.foundation.acts.models import Event
from yibin_service.foundation.regulation.errors import (
    CodeTaken,
    FirstDayNotAhead,
    FirstDayTaken,
    IncompleteSet,
    NothingChanged,
    VersionEnacted,
)
from yibin_service.foundation.regulation.models import ParameterValue, RegulationVersion
from yibin_service.foundation.regulation.parameter_keys import DEFINITIONS, ParameterKey
from yibin_service.foundation.regulation.parameters import NoVersionInForce
from yibin_service.foundation.regulation.selectors import (
    compare,
    enacted_book,
    parameter_set,
    parameters_on,
    shown_parameters,
    version_in_force,
)
from yibin_service.foundation.regulation.services import draft_version, edit_draft, enact_version, load_versions
from yibin_service.foundation.regulation.versions import UnknownVersion, fixture_documents

pytestmark = pytest.mark.django_db
NOW = at("2026-11-20 10:00")
AHEAD = date(2027, 1, 1)


def drafted(world: World, **changes: Any) -> RegulationVersion:
    facts = {
        "based_on": world.after_sales_version,
        "code": "P-2027",
        "title": "售后制度（2027）",
        "effective_from": AHEAD,
        "by": world.enterprise_management,
        "at": NOW,
    }
    return draft_version(**(facts | changes))


def edited(version: RegulationVersion, by: Any, **changes: Any) -> RegulationVersion:
    facts = {
        "version_id": version.pk,
        "title": version.title,
        "effective_from": version.effective_from,
        "note": version.note,
        "values": {},
        "seen_revision": version.revision,
        "by": by,
        "at": NOW,
    }
    return edit_draft(**(facts | changes))


def changed(version: RegulationVersion, by: Any) -> RegulationVersion:
    """The same draft with one parameter changed, as a version to enact must have."""
    key, value = ("card_filing_hours", "48") if version.family == "P" else ("appraisal_day", "9")
    return edited(version, by, values={key: value})


def enacted(version: RegulationVersion, by: Any, when: datetime = NOW, **changes: Any) -> RegulationVersion:
    facts = {
        "version_id": version.pk,
        "approval": "会签单 12 号",
        "seen_revision": version.revision,
        "by": by,
        "at": when,
    }
    return enact_version(**(facts | changes))


def test_loading_twice_adds_nothing_the_second_time() -> None:
    assert load_versions(at=NOW) == 2
    assert load_versions(at=NOW) == 0
    assert sorted(RegulationVersion.objects.values_list("code", "status")) == [
        ("P-试行", "enacted"),
        ("S-初版", "enacted"),
    ]


def test_loaded_versions_hold_what_the_files_hold() -> None:
    load_versions(at=NOW)
    assert parameter_set("P-试行").whole(ParameterKey.CARD_FILING_HOURS) == 72
    assert ParameterValue.objects.get(key="extra_major_threshold").is_reading is True
    assert enacted_book().is_complete()


def test_a_draft_carries_every_parameter_of_its_model(world: World) -> None:
    draft = drafted(world)
    assert draft.status == "draft"
    assert not any(row.is_changed for row in compare(world.after_sales_version, draft))
    assert draft.parameters.count() == world.after_sales_version.parameters.count()


@pytest.mark.parametrize("who", ["deputy_gm", "service_manager", "sales_clerk", "admin", "auditor"])
def test_only_enterprise_management_drafts_the_after_sales_rules(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        drafted(world, by=getattr(world, who))


@pytest.mark.parametrize("who", ["enterprise_management", "general_manager", "hr"])
def test_only_the_service_department_drafts_the_staff_rules(world: World, who: str) -> None:
    staff_rules = RegulationVersion.objects.get(code="S-初版")
    with pytest.raises(NotAllowed):
        drafted(world, based_on=staff_rules, by=getattr(world, who))
    assert drafted(world, based_on=staff_rules, by=world.service_manager).family == "S"


def test_a_code_is_used_once(world: World) -> None:
    drafted(world)
    with pytest.raises(CodeTaken) as refused:
        drafted(world)
    assert refused.value.field == "code"


def test_a_draft_is_not_the_model_of_another(world: World) -> None:
    draft = drafted(world)
    with pytest.raises(VersionEnacted):
        drafted(world, based_on=draft, code="P-2028")


def test_an_edit_changes_values_and_tells_from_what_to_what(world: World) -> None:
    draft = edited(drafted(world), world.enterprise_management, values={"card_filing_hours": "48"}, note="缩短")
    changed = [row for row in compare(world.after_sales_version, draft) if row.is_changed]
    assert [(row.key, row.before, row.after) for row in changed] == [("card_filing_hours", "72", "48")]
    event = Event.objects.filter(stream="regulation:P-2027").latest("id")
    assert event.changes == [["说明", "", "缩短"], ["信息卡送达期限", "72", "48"]]


def test_an_edit_of_nothing_leaves_no_event(world: World) -> None:
    draft = drafted(world)
    before = Event.objects.count()
    assert edited(draft, world.enterprise_management, values={"card_filing_hours": "72"}).revision == 0
    assert Event.objects.count() == before


def test_unreadable_values_are_refused_each_by_its_name_and_nothing_is_saved(world: World) -> None:
    draft = drafted(world)
    wrong = {"card_filing_hours": "三天", "minor_limit": "-5", "larger_limit": "20000.00", "bonus": "1"}
    with pytest.raises(InvalidInput) as refused:
        edited(draft, world.enterprise_management, values=wrong)
    assert set(refused.value.faults) == {"card_filing_hours", "minor_limit", "bonus"}
    assert draft.parameters.get(key="larger_limit").value == "10000.00"


def test_an_edit_of_a_draft_somebody_changed_meanwhile_is_refused(world: World) -> None:
    draft = drafted(world)
    edited(draft, world.enterprise_management, title="新名")
    with pytest.raises(StalePage):
        edited(draft, world.enterprise_management, title="旧页上的名", seen_revision=0)


def test_an_enacted_version_is_not_edited(world: World) -> None:
    with pytest.raises(VersionEnacted):
        edited(world.after_sales_version, world.enterprise_management, title="改")


def test_a_version_enacted_holds_from_its_first_day(world: World) -> None:
    draft = edited(drafted(world), world.enterprise_management, values={"card_filing_hours": "48"})
    version = enacted(draft, world.deputy_gm)
    assert (version.enacted_by, version.approval) == (world.deputy_gm, "会签单 12 号")
    assert version_in_force("P", date(2026, 12, 31)).code == "P-试行"
    assert parameters_on("P", AHEAD).whole(ParameterKey.CARD_FILING_HOURS) == 48
    assert enacted_book().on("P", AHEAD).code == "P-2027"


def test_a_draft_judges_nothing(world: World) -> None:
    drafted(world)
    assert version_in_force("P", AHEAD).code == "P-试行"
    with pytest.raises(UnknownVersion):
        parameter_set("P-2027")


def test_before_the_first_day_no_version_is_in_force(world: World) -> None:
    with pytest.raises(NoVersionInForce):
        version_in_force("P", date(1999, 12, 31))


@pytest.mark.parametrize("who", ["enterprise_management", "general_manager", "tech_head", "admin"])
def test_only_the_deputy_general_manager_enacts_the_after_sales_rules(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        enacted(drafted(world), getattr(world, who))


@pytest.mark.parametrize("who", ["deputy_gm", "service_manager"])
def test_only_the_general_manager_enacts_the_staff_rules(world: World, who: str) -> None:
    staff_rules = RegulationVersion.objects.get(code="S-初版")
    draft = drafted(world, based_on=staff_rules, code="S-2027", by=world.service_manager)
    draft = changed(draft, world.service_manager)
    with pytest.raises(NotAllowed):
        enacted(draft, getattr(world, who))
    assert enacted(draft, world.general_manager).is_enacted


def both_roles(world: World) -> Any:
    from yibin_service.foundation.access.models import RoleGrant, User

    RoleGrant.objects.create(user=world.deputy_gm, role="enterprise_management", granted_at=NOW)
    return User.objects.get(username="deputy_gm")


def test_nobody_enacts_the_own_draft(world: World) -> None:
    person = both_roles(world)
    with pytest.raises(SelfApproval):
        enacted(drafted(world, by=person), person)


def test_nobody_enacts_a_draft_the_person_edited(world: World) -> None:
    person = both_roles(world)
    draft = edited(drafted(world), person, values={"card_filing_hours": "48"})
    with pytest.raises(SelfApproval):
        enacted(draft, person)


@pytest.mark.parametrize(("now", "is_refused"), [("2026-12-31 23:59", False), ("2027-01-01 00:00", True)])
def test_the_first_day_lies_ahead_on_the_mills_calendar(world: World, now: str, is_refused: bool) -> None:
    draft = changed(drafted(world), world.enterprise_management)
    if is_refused:
        with pytest.raises(FirstDayNotAhead):
            enacted(draft, world.deputy_gm, at(now))
    else:
        assert enacted(draft, world.deputy_gm, at(now)).is_enacted


def test_two_versions_do_not_begin_on_one_day(world: World) -> None:
    enacted(changed(drafted(world), world.enterprise_management), world.deputy_gm)
    second = drafted(world, code="P-2027B")
    with pytest.raises(FirstDayTaken):
        enacted(second, world.deputy_gm)


@pytest.mark.parametrize("values", [{"reply_fine": ""}, {"hidden_workshop_share": "0.8"}, {"minor_limit": "20000"}])
def test_an_incomplete_or_contradictory_set_is_not_enacted(world: World, values: dict[str, str]) -> None:
    draft = edited(drafted(world), world.enterprise_management, values=values)
    with pytest.raises(IncompleteSet):
        enacted(draft, world.deputy_gm)


def test_a_draft_that_changes_no_parameter_is_not_enacted(world: World) -> None:
    draft = edited(drafted(world), world.enterprise_management, title="新名", values={"card_filing_hours": "72"})
    with pytest.raises(NothingChanged):
        enacted(draft, world.deputy_gm)


def test_a_version_is_enacted_once(world: World) -> None:
    version = enacted(changed(drafted(world), world.enterprise_management), world.deputy_gm)
    with pytest.raises(VersionEnacted):
        enacted(version, world.deputy_gm)


def test_a_draft_changed_since_it_was_read_is_not_enacted(world: World) -> None:
    draft = drafted(world)
    edited(draft, world.enterprise_management, values={"reply_fine": "300"})
    with pytest.raises(StalePage):
        enacted(draft, world.deputy_gm, seen_revision=0)


def test_every_step_leaves_an_event(world: World) -> None:
    draft = changed(drafted(world), world.enterprise_management)
    enacted(draft, world.deputy_gm)
    verbs = Event.objects.filter(stream="regulation:P-2027").values_list("verb", flat=True)
    assert list(verbs) == ["draft_version", "edit_draft", "enact_version"]


def older_staff_version(code: str = "S-旧", since: date = date(2026, 10, 1)) -> RegulationVersion:
    """The staff rules as an enacted version that is older than some of their keys."""
    model = RegulationVersion.objects.get(code="S-初版")
    older = RegulationVersion.objects.create(
        family="S", code=code, title=model.title, effective_from=since, drafted_at=NOW
    )
    newer = [key for key, one in DEFINITIONS["S"].items() if one.assumed is not None]
    rows = list(model.parameters.exclude(key__in=newer))
    for row in rows:
        row.pk, row.version = None, older
    ParameterValue.objects.bulk_create(rows)
    older.status, older.enacted_at = RegulationVersion.Status.ENACTED, NOW
    older.save()
    return older


def test_a_version_older_than_a_key_shows_what_is_assumed_and_marks_what_is_unsettled(world: World) -> None:
    older = older_staff_version()
    shown = {row.key: (row.value, row.unit, row.clause, row.is_reading) for row in shown_parameters(older)}
    assert shown["dispatch_accept_hours"] == ("24", "小时", "S.2(2)", True)
    whole = shown_parameters(RegulationVersion.objects.get(code="S-初版"))
    assert [row.key for row in shown_parameters(older)] == [row.key for row in whole]
    assert "appraisal_countersigner" in unsettled(date(2026, 10, 1))


def test_a_draft_from_an_older_version_is_given_the_newer_keys_to_change(world: World) -> None:
    older = older_staff_version()
    draft = drafted(world, based_on=older, code="S-2027", by=world.service_manager)
    assert not any(row.is_changed for row in compare(older, draft))
    draft = edited(draft, world.service_manager, values={"dispatch_accept_hours": "4", "reading_part_leave": "另有规定。"})
    enacted(draft, world.general_manager)
    assert parameters_on("S", date(2026, 12, 31)).whole(ParameterKey.DISPATCH_ACCEPT_HOURS) == 24
    assert parameters_on("S", AHEAD).whole(ParameterKey.DISPATCH_ACCEPT_HOURS) == 4


def test_the_products_own_version_says_what_is_assumed_of_older_ones() -> None:
    given = {row["key"]: row["value"] for document in fixture_documents() for row in document.parameters}
    newer = {key: one.assumed for family in DEFINITIONS.values() for key, one in family.items() if one.assumed is not None}
    assert newer == {key: given[key] for key in newer}


def test_what_was_to_be_settled_is_settled_by_a_version_and_the_sheets_say_so_from_its_month(world: World) -> None:
    model = RegulationVersion.objects.get(code="S-初版")
    draft = drafted(world, based_on=model, code="S-2027", by=world.service_manager)
    marks = {"performance_points": False, "grade_a_from": True}
    draft = edited(draft, world.service_manager, unsettled=marks)
    assert [row.key for row in compare(model, draft) if row.is_changed] == ["performance_points"]
    assert next(row for row in compare(model, draft) if row.is_changed).before == "40（待核定）"
    assert edited(draft, world.service_manager, unsettled=marks).revision == draft.revision, "nothing more to change"
    enacted(draft, world.general_manager)
    assert "performance_points" in unsettled(date(2026, 12, 1))
    assert unsettled(AHEAD) == unsettled(date(2026, 12, 1)) - {"performance_points"}
    assert "原文的评分表缺失" in {row.key: row.note for row in shown_parameters(draft)}["performance_points"]


def test_a_mark_taken_off_by_mistake_is_set_again_in_the_draft(world: World) -> None:
    model = RegulationVersion.objects.get(code="S-初版")
    draft = drafted(world, based_on=model, code="S-2027", by=world.service_manager)
    for is_open in (False, True):
        draft = edited(draft, world.service_manager, unsettled={"pay_ratio": is_open})
    assert not any(row.is_changed for row in compare(model, draft))
