"""Pages of 制度参数: read by all, drafted by one, enacted by another."""

import uuid
from typing import Any

import pytest
from django.test import Client

from tests.world import World, at
from yibin_service.foundation.regulation.models import ParameterValue, RegulationVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_user(client: Client, world: World) -> Any:
    def login(name: str) -> Client:
        client.force_login(world.users[name])
        return client

    return login


@pytest.fixture(autouse=True)
def november(world: World, travel_to: Any) -> None:
    travel_to(at("2026-11-20 10:00"))


def send(client: Client, url: str, **fields: Any) -> Any:
    return client.post(url, {"act_id": str(uuid.uuid4()), "seen_version": "0", **fields})


def draft(client: Client, **changes: str) -> Any:
    fields = {"code": "P-2027", "title": "售后制度（2027）", "effective_from": "2027-01-01", "note": ""}
    return send(client, "/regulation/versions/P-试行/draft/", **(fields | changes))


def edit(client: Client, seen_version: str = "0", **changes: str) -> Any:
    version = RegulationVersion.objects.get(code="P-2027")
    fields = {value.key: value.value or "" for value in version.parameters.all()}
    head = {"title": version.title, "effective_from": str(version.effective_from), "note": version.note}
    url = "/regulation/versions/P-2027/edit/"
    return send(client, url, **(fields | head | changes | {"seen_version": seen_version}))


def text_of(answer: Any) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("who", ["sales_clerk", "auditor", "service_engineer", "enterprise_management"])
def test_everybody_but_the_administrator_reads_the_versions(as_user: Any, who: str) -> None:
    page = text_of(as_user(who).get("/regulation/"))
    assert "P-试行" in page and "S-初版" in page and "另有制度，未提供" in page


def test_the_administrator_does_not_read_them(as_user: Any) -> None:
    assert as_user("admin").get("/regulation/").status_code == 403


def test_a_stranger_is_sent_to_the_login(client: Client) -> None:
    assert client.get("/regulation/").status_code == 302


def test_a_version_shows_each_parameter_with_unit_clause_and_mark(as_user: Any) -> None:
    page = text_of(as_user("auditor").get("/regulation/versions/P-试行/"))
    for words in ("信息卡送达期限", "72", "小时", "P.二.1", "制度未明示", "四抄车间 7号 1200.00", "未设"):
        assert words in page


def test_a_choice_is_read_by_its_words_wherever_it_is_shown(as_user: Any) -> None:
    manager, page = as_user("service_manager"), "/regulation/versions/S-2027/"
    shown = text_of(manager.get("/regulation/versions/S-初版/"))
    assert "分管副总经理" in shown and "deputy_gm" not in shown and "由分管副总经理或人力资源会签" in shown
    fields = {"code": "S-2027", "title": "人员制度（2027）", "effective_from": "2027-01-01", "note": ""}
    send(manager, "/regulation/versions/S-初版/draft/", **fields)
    version = RegulationVersion.objects.get(code="S-2027")
    ParameterValue.objects.filter(version=version, key="appraisal_countersigner").update(
        note="deputy_gm 分管副总经理会签，hr 人力资源会签"
    )
    form = text_of(manager.get(f"{page}edit/"))
    assert "分管副总经理会签，人力资源会签" in form and "deputy_gm 分管副总经理" not in form
    values = {value.key: value.value or "" for value in version.parameters.all()} | {"appraisal_countersigner": "hr"}
    assert send(manager, f"{page}edit/", **fields, **values).status_code == 302
    told = text_of(manager.get(page))
    assert "<del>分管副总经理</del> → <ins>人力资源</ins>" in told and "deputy_gm" not in told


def test_limits_out_of_order_are_told_by_their_titles(as_user: Any) -> None:
    office = as_user("enterprise_management")
    draft(office)
    edit(office, minor_limit="20000")
    answer = send(as_user("deputy_gm"), "/regulation/versions/P-2027/enact/", approval="x", seen_version="1")
    title = ParameterValue.objects.filter(key="minor_limit").values_list("title", flat=True)[0]
    assert answer.status_code == 422 and f"不能小于「{title}」的 20000" in text_of(answer)
    assert "minor_limit" not in text_of(answer)


def test_an_unknown_version_is_not_found(as_user: Any) -> None:
    assert as_user("auditor").get("/regulation/versions/P-没有/").status_code == 404


def test_a_clause_is_told_in_our_words_with_its_parameters(as_user: Any) -> None:
    page = text_of(as_user("sales_clerk").get("/regulation/clauses/P.三.5甲/?version=P-试行"))
    assert "内夹带" in page and "90%" in page


def test_an_unknown_clause_is_not_found(as_user: Any) -> None:
    assert as_user("sales_clerk").get("/regulation/clauses/P.九.9/").status_code == 404


def test_a_clause_with_brackets_has_its_page(as_user: Any) -> None:
    assert as_user("sales_clerk").get("/regulation/clauses/S.4罚(3)/").status_code == 200


def test_a_draft_is_made_edited_and_enacted_by_two_people(as_user: Any) -> None:
    office = as_user("enterprise_management")
    assert draft(office).headers["Location"].endswith("/edit/")
    assert edit(office, card_filing_hours="48").status_code == 302
    leader = as_user("deputy_gm")
    page = text_of(leader.get("/regulation/versions/P-2027/enact/"))
    assert "改了 1处" in page and "<th>P-试行</th>" in page
    done = send(leader, "/regulation/versions/P-2027/enact/", approval="宜纸办〔2026〕31号", seen_version="1")
    assert done.status_code == 302
    assert RegulationVersion.objects.get(code="P-2027").status == "enacted"
    assert "宜纸办〔2026〕31号" in text_of(leader.get("/regulation/versions/P-2027/"))


def test_an_amount_written_another_way_is_no_change(as_user: Any) -> None:
    office = as_user("enterprise_management")
    draft(office)
    assert edit(office, reply_fine="200", minor_limit="1,000").status_code == 302
    assert RegulationVersion.objects.get(code="P-2027").revision == 0


def test_a_draft_without_a_change_is_not_enacted(as_user: Any) -> None:
    draft(as_user("enterprise_management"))
    answer = send(as_user("deputy_gm"), "/regulation/versions/P-2027/enact/", approval="x")
    assert answer.status_code == 422 and "没有一处不同" in text_of(answer)


@pytest.mark.parametrize(("typed", "kept"), [("４８", "48"), ("1,200", "1200"), ("0.12万", "1200"), ("四十八", None)])
def test_a_parameter_is_read_as_people_type_numbers(as_user: Any, typed: str, kept: str | None) -> None:
    office = as_user("enterprise_management")
    draft(office)
    answer = edit(office, card_filing_hours=typed)
    assert answer.status_code == (422 if kept is None else 302)
    value = ParameterValue.objects.get(version__code="P-2027", key="card_filing_hours").value
    assert value == ("72" if kept is None else kept)


def test_two_versions_are_compared(as_user: Any) -> None:
    office = as_user("enterprise_management")
    draft(office)
    edit(office, card_filing_hours="48")
    page = text_of(office.get("/regulation/compare/?before=P-试行&after=P-2027"))
    assert "P-2027 比 P-试行 改了 1处" in page and "48" in page and "data-print" in page


def test_versions_of_two_regulations_are_not_compared(as_user: Any) -> None:
    assert as_user("auditor").get("/regulation/compare/?before=P-试行&after=S-初版").status_code == 404
    assert as_user("auditor").get("/regulation/compare/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("code", "S-2027", "以 P- 开头"),
        ("code", "新版", "代号以 P- 或 S- 开头"),
        ("code", "P-试行", "已经用过"),
        ("code", "", "请填「版本代号」"),
        ("title", "", "请填「名称」"),
        ("title", "长" * 121, "最多 120 字"),
        ("effective_from", "2027-02-30", "请填日期"),
        ("effective_from", "", "请填「施行首日」"),
    ],
)
def test_a_faulty_head_is_told_at_its_field_and_kept(as_user: Any, field: str, value: str, words: str) -> None:
    answer = draft(as_user("enterprise_management"), **{field: value})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not RegulationVersion.objects.filter(title="售后制度（2027）").exists()


def test_faulty_values_are_told_at_their_fields_and_nothing_is_saved(as_user: Any) -> None:
    office = as_user("enterprise_management")
    draft(office)
    answer = edit(office, card_filing_hours="三天", reply_fine="300.00", repulping_fees="四抄车间 7 1200")
    page = text_of(answer)
    assert answer.status_code == 422
    assert "请填整数" in page and "认不出" in page and 'value="三天"' in page
    assert RegulationVersion.objects.get(code="P-2027").parameters.get(key="reply_fine").value == "200.00"


def test_an_edit_from_a_stale_page_is_refused(as_user: Any) -> None:
    office = as_user("enterprise_management")
    draft(office)
    edit(office, card_filing_hours="48")
    answer = edit(office, seen_version="0", card_filing_hours="24")
    assert answer.status_code == 409
    assert "内容已有变化" in text_of(answer)


def test_an_incomplete_draft_is_not_enacted_and_says_what_is_missing(as_user: Any) -> None:
    office = as_user("enterprise_management")
    draft(office)
    edit(office, reply_fine="")
    answer = send(as_user("deputy_gm"), "/regulation/versions/P-2027/enact/", approval="x", seen_version="1")
    assert answer.status_code == 422
    assert "答复超期：技术中心罚款" in text_of(answer)


def test_a_first_day_that_has_come_is_told(as_user: Any) -> None:
    draft(as_user("enterprise_management"), effective_from="2026-11-20")
    answer = send(as_user("deputy_gm"), "/regulation/versions/P-2027/enact/", approval="x")
    assert answer.status_code == 422 and "已经到了" in text_of(answer)


@pytest.mark.parametrize("who", ["sales_clerk", "deputy_gm", "auditor", "admin"])
def test_others_do_not_draft(as_user: Any, who: str) -> None:
    client = as_user(who)
    assert client.get("/regulation/versions/P-试行/draft/").status_code == 403
    assert draft(client).status_code == 403


@pytest.mark.parametrize("who", ["enterprise_management", "general_manager", "tech_head"])
def test_others_do_not_enact(as_user: Any, who: str) -> None:
    draft(as_user("enterprise_management"))
    client = as_user(who)
    assert client.get("/regulation/versions/P-2027/enact/").status_code == 403
    assert send(client, "/regulation/versions/P-2027/enact/", approval="x").status_code == 403


def test_an_enacted_version_offers_no_edit(as_user: Any) -> None:
    office = as_user("enterprise_management")
    assert "已施行，不再更改" in text_of(office.get("/regulation/versions/P-试行/edit/"))
    assert "改草案" not in text_of(office.get("/regulation/versions/P-试行/"))


def test_the_same_act_sent_twice_drafts_once(as_user: Any) -> None:
    office = as_user("enterprise_management")
    fields = {"code": "P-2027", "title": "x", "effective_from": "2027-01-01", "note": "", "act_id": str(uuid.uuid4())}
    first = office.post("/regulation/versions/P-试行/draft/", fields)
    second = office.post("/regulation/versions/P-试行/draft/", fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert RegulationVersion.objects.filter(code="P-2027").count() == 1


# What the text of S leaves open, row by row: name, what stands there, unit, clause, and 待核定 where the mill has yet to say.
STAFF_READINGS = [
    ("擅离职守超过此数按旷工半天", "60", "分钟", "S.4(4)", False),
    ("须每天汇报的日子", "每个工作日", "", "S.4罚(6)", False),
    ("月工资折算日工资的天数", "21.75", "天", "S.4罚(3)", False),
    ("第三次及以后记大过罚款", "500.00", "元", "S.4罚(2)", False),
    ("连续旷工满此数视为自动离职", "5", "天", "S.4罚(6)", False),
    ("当月扣款超过工资的此比例时提示", "20%", "", "S.4", False),
    ("当地最低工资", "未设", "", "S.4", False),
    ("迟到、早退超过一小时", "仍按旷工半天", "", "S.4罚(3)", False),
    ("正好半小时", "不是旷工半天", "", "S.4(1)", False),
    ("离岗半小时至一小时", "按擅离职守罚款一次", "", "S.4(3)", False),
    ("缺卡", "经理决定以前不处罚", "", "S.4", False),
    ("一天的旷工", "一天最多算一天旷工；整天旷工的当天不再另罚", "", "S.4罚(4)", False),
    ("记大过的次数", "以前各年度的记大过都计入次数", "", "S.4罚(2)", False),
    ("按时段请假", "当天班次按余下的时间算", "", "S.4", False),
    ("扣工资用哪个月工资", "当月最后一天在用的月工资", "", "S.4罚(3)", False),
    ("工作绩效", "40", "分", "S.5(1)", True),
    ("A 等：不低于", "90", "分", "S.5(1)", True),
    ("B 等：不低于；以下为 C 等", "75", "分", "S.5(1)", True),
    ("分数对应的工资发放比例", "未设", "", "S.5(1)", True),
    ("月度考核由谁会签", "分管副总经理", "", "S.5(1)", True),
    ("「八日前」", "八日当天提出的不算晚", "", "S.5(1)", False),
    ("派工单应在此时间内接受", "24", "小时", "S.2(2)", False),
    ("到场后应在此时间内填写维修服务单", "24", "小时", "S.2(2)", False),
    ("听取客户意见后应在此时间内填写意见反馈单", "24", "小时", "S.2(2)", False),
    ("代收货款应在此天数内交财务", "3", "天", "S.2(2)", False),
    ("重点客户回访间隔", "30", "天", "S.3(3)", False),
]


def test_every_reading_of_the_staff_rules_stands_there_with_unit_clause_and_mark(as_user: Any) -> None:
    page = text_of(as_user("service_manager").get("/regulation/versions/S-初版/"))
    rows = {row.split("<", 1)[0]: row.split("</tr>", 1)[0] for row in page.split('<tr><td class="q-key">')[1:]}
    for title, value, unit, clause, is_unsettled in STAFF_READINGS:
        row = rows[title]
        assert value in row and "制度未明示" in row and f">{clause}</a>" in row, title
        assert f">{unit}</td>" in row, title
        assert ("待核定" in row) is is_unsettled, title


def test_every_parameter_of_the_staff_rules_can_be_changed_in_a_draft(as_user: Any) -> None:
    manager = as_user("service_manager")
    fields = {"code": "S-2027", "title": "人员制度（2027）", "effective_from": "2027-01-01", "note": ""}
    send(manager, "/regulation/versions/S-初版/draft/", **fields)
    page = text_of(manager.get("/regulation/versions/S-2027/edit/"))
    for key in RegulationVersion.objects.get(code="S-初版").parameters.values_list("key", flat=True):
        assert f'name="{key}"' in page, key
    version = RegulationVersion.objects.get(code="S-2027")
    values = {value.key: value.value or "" for value in version.parameters.all()} | {"pay_ratio": "0.9", "grade_b_from": "60"}
    head = {"title": "人员制度（2027）", "effective_from": "2027-01-01", "note": "", "seen_version": "0"}
    assert send(manager, "/regulation/versions/S-2027/edit/", **(values | head)).status_code == 302
    assert version.parameters.get(key="grade_b_from").value == "60"


def test_the_drafter_says_on_the_form_what_the_mill_has_settled(as_user: Any) -> None:
    manager = as_user("service_manager")
    head = {"title": "人员制度（2027）", "effective_from": "2027-01-01", "note": ""}
    send(manager, "/regulation/versions/S-初版/draft/", **head, code="S-2027")
    page = text_of(manager.get("/regulation/versions/S-2027/edit/"))
    assert "工作绩效：是否已核定" in page and "积极性：是否已核定" not in page
    edit_page = "/regulation/versions/S-2027/edit/"
    sent = {"standing_performance_points": "settled", "standing_grade_a_from": "open", "standing_pay_ratio": ""}
    assert send(manager, edit_page, **head, **sent).status_code == 302
    notes = dict(RegulationVersion.objects.get(code="S-2027").parameters.values_list("key", "note"))
    assert notes["performance_points"] == "原文的评分表缺失。"
    assert notes["grade_a_from"].startswith("待核定") and notes["pay_ratio"].startswith("待核定")
    assert send(manager, edit_page, **head, standing_pay_ratio="也许", seen_version="1").status_code == 422
    assert "改文字只改说明，判定和计算不随之改变" in page
    assert "考勤和考核按当月首日的版本" in page and "收到的意见" not in page
    told = text_of(as_user("general_manager").get("/regulation/versions/S-2027/enact/"))
    assert "40（待核定）" in told
    assert "自 2027-01-01 起开始的考勤、考核月份和派工等期限按 S-2027 办理" in told
