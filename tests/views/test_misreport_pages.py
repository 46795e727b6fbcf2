"""Pages of a false report by a team member."""

import pytest

from cases.models import Case, Misreport
from tests.cases_made import give_team, make_case
from tests.views.acting import client_of, send, show, text_of
from tests.world import World, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: World, travel_to: object) -> Case:
    travel_to(at("2026-10-20 10:00"))  # type: ignore[operator]
    case = make_case(world, tier="larger")
    give_team(case, world)
    return case


def bring_up(world: World, case: Case, who: str = "tech_head") -> Misreport:
    member = case.team_proposals.get().members.get(user=world.tech_engineer2)
    facts = {"member": member.pk, "fact_on": "2026-10-12", "told": "报告称取样三卷，实际一卷"}
    assert send(world, who, case, "report-misreport", **facts).status_code == 302
    return Misreport.objects.get()


def test_it_is_brought_up_and_waits_on_the_workbench_of_the_deputy(world: World, case: Case) -> None:
    misreport = bring_up(world, case)
    page = text_of(client_of(world, "deputy_gm").get("/"))
    assert f"核实{misreport.member.name}的报告是否属实" in page
    assert f"/cases/{case.number}/decide-misreport/{misreport.pk}/" in page


def test_the_deputy_confirms_and_the_case_shows_it(world: World, case: Case) -> None:
    misreport = bring_up(world, case)
    assert "的奖金扣发" in text_of(show(world, "deputy_gm", case, f"decide-misreport/{misreport.pk}"))
    answer = send(world, "deputy_gm", case, f"decide-misreport/{misreport.pk}", decision="confirm")
    assert answer.status_code == 302
    assert "2026-10 奖金扣发" in text_of(client_of(world, "tech_head").get(f"/cases/{case.number}/"))


def test_a_finding_is_taken_back_on_its_page_and_the_case_says_so(world: World, case: Case) -> None:
    misreport = bring_up(world, case)
    assert send(world, "deputy_gm", case, f"decide-misreport/{misreport.pk}", decision="confirm").status_code == 302
    address = f"annul-misreport/{misreport.pk}"
    assert f"/cases/{case.number}/{address}/" in text_of(client_of(world, "deputy_gm").get(f"/cases/{case.number}/"))
    assert f"/{address}/" not in text_of(client_of(world, "tech_head").get(f"/cases/{case.number}/"))
    assert "的奖金不再扣发" in text_of(show(world, "deputy_gm", case, address))
    assert "请填「理由」" in text_of(send(world, "deputy_gm", case, address))
    assert send(world, "deputy_gm", case, address, reason="取样单补到了").status_code == 302
    page = text_of(client_of(world, "tech_head").get(f"/cases/{case.number}/"))
    assert "认定已撤销" in page and "取样单补到了" in page
    assert "已撤销这项认定" in text_of(show(world, "deputy_gm", case, address))


def test_without_a_pressed_button_nothing_is_decided(world: World, case: Case) -> None:
    misreport = bring_up(world, case)
    answer = send(world, "deputy_gm", case, f"decide-misreport/{misreport.pk}")
    assert answer.status_code == 422 and "请按下面的一个按钮" in text_of(answer)
    misreport.refresh_from_db()
    assert misreport.state == "reported"


def test_a_colleague_who_may_not_know_does_not_see_it(world: World, case: Case) -> None:
    bring_up(world, case)
    assert 'id="s-misreports"' not in text_of(client_of(world, "sales_clerk2").get(f"/cases/{case.number}/"))
    assert 'id="s-misreports"' in text_of(client_of(world, "tech_engineer2").get(f"/cases/{case.number}/"))


def test_a_future_day_is_told_at_its_field_with_the_other_faults(world: World, case: Case) -> None:
    answer = send(world, "tech_head", case, "report-misreport", fact_on="2026-10-21", told="")
    page = text_of(answer)
    assert answer.status_code == 422
    assert "不能晚于今天 2026-10-20" in page and "请填「报告与事实不符之处」" in page and "请选「成员」" in page


def test_a_case_without_a_team_says_so(world: World, travel_to: object) -> None:
    travel_to(at("2026-10-20 10:00"))  # type: ignore[operator]
    case = make_case(world)
    assert "没有批准过服务小组" in text_of(show(world, "tech_head", case, "report-misreport"))
