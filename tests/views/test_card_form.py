"""The card's form: what is typed is kept, what is wrong is told at its field, what is sent twice is filed once."""

import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases.models import CardDraft, Case, Customer, FeedbackCard
from tests.evidence import picture
from tests.world import World, at
from yibin_service.foundation.files.models import Attachment
from yibin_service.foundation.files.selectors import pending_stream
from yibin_service.foundation.files.services import store_file

pytestmark = pytest.mark.django_db
NOW = at("2026-10-07 10:00")


@pytest.fixture
def clerk(client: Client, world: World, travel_to: Any) -> Client:
    travel_to(NOW + timedelta(seconds=30))
    return log_in(client, world, "sales_clerk")


def log_in(client: Client, world: World, username: str) -> Client:
    client.force_login(world.users[username], backend="django.contrib.auth.backends.ModelBackend")
    return client


def typed(world: World, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "act_id": str(uuid.uuid4()),
        "customer": str(world.customer.pk),
        "customer_text": world.customer.name,
        "received_by_sales_at": "2026-10-06T10:30",
        "received_known_by": "record",
        "source": "phone",
        "contact_name": "杨德福 印刷车间主任",
        "contact_phone": "138 0871 2206",
        "product": str(world.product.pk),
        "machine": str(world.machine[7].pk),
        "batch_no": "7A261003",
        "problem_kind": "intrinsic",
        "defect": str(world.hole.pk),
        "opened_at": "2026-10-05T15:00",
        "arrived_at": "",
        "occurred_known_by": "statement",
        "estimated_loss": "8,200.00",
        "description": "11月19日下午上机印刷教辅封二，三卷均有洞穿。",
        "lines-TOTAL_FORMS": "3",
        "lines-INITIAL_FORMS": "0",
        "lines-0-roll_no": "7A261003-08",
        "lines-0-tonnes": "0.862",
        "lines-0-width": "1.240",
        "lines-0-note": "洞穿",
        "lines-2-roll_no": "7A261003-11",
        "lines-2-tonnes": "０．８７１",
    }
    return fields | changes


def send(client: Client, fields: dict[str, Any], draft: uuid.UUID | None = None) -> Any:
    return client.post(f"/cards/drafts/{draft or uuid.uuid4()}/", fields)


def errors(answer: Any) -> dict[str, list[str]]:
    form = answer.context["form"]
    found = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    for at_row, row in enumerate(form.lines.kept):
        found |= {f"{at_row}-{name}": [str(text) for text in texts] for name, texts in row.errors.items()}
    if form.lines.non_form_errors():
        found["lines"] = [str(text) for text in form.lines.non_form_errors()]
    return found


def test_a_sound_card_is_filed_and_leads_to_its_case(clerk: Client, world: World) -> None:
    answer = send(clerk, typed(world))
    assert answer.status_code == 302
    assert answer["Location"] == "/cases/SH-2026-0001/"
    card = FeedbackCard.objects.get()
    assert card.received_by_sales_at == at("2026-10-06 10:30")
    assert card.opened_at == at("2026-10-05 15:00")
    assert [str(line.tonnes) for line in card.lines.all()] == ["0.862", "0.871"]
    assert str(card.estimated_loss) == "8200.00"


def test_the_empty_page_draws_and_shows_that_no_clock_runs(clerk: Client) -> None:
    page = clerk.get("/cards/new/").content.decode()
    assert "填收到时间后显示" in page and "填损失后显示" in page
    assert "每个 ≤ 20 MB，最多 30个" in page


def test_a_second_click_gets_the_first_ones_answer(clerk: Client, world: World) -> None:
    fields, draft = typed(world), uuid.uuid4()
    first, second = send(clerk, fields, draft), send(clerk, fields, draft)
    assert first["Location"] == second["Location"]
    assert FeedbackCard.objects.count() == 1


def test_the_same_act_with_another_content_is_a_conflict_and_files_nothing(clerk: Client, world: World) -> None:
    fields, draft = typed(world), uuid.uuid4()
    send(clerk, fields, draft)
    answer = send(clerk, fields | {"batch_no": "other"}, draft)
    assert answer.status_code == 409
    assert FeedbackCard.objects.count() == 1


def test_a_draft_open_in_two_windows_is_filed_once_and_the_second_is_told_the_number(
    clerk: Client, world: World
) -> None:
    draft = uuid.uuid4()
    clerk.post(f"/cards/drafts/{draft}/save/", typed(world))
    send(clerk, typed(world), draft)
    answer = send(clerk, typed(world, accepts_duplicate="1"), draft)
    assert answer.status_code == 409
    assert "这份草稿已提交为 SH-2026-0001，没有重复" in answer.content.decode()
    assert FeedbackCard.objects.count() == 1


def test_everything_to_mend_is_told_at_once_and_everything_typed_is_kept(clerk: Client, world: World) -> None:
    answer = send(
        clerk,
        typed(
            world,
            **{
                "opened_at": "2026-10-06T15:00",
                "estimated_loss": "",
                "lines-2-tonnes": "８７１公斤",
                "description": "有洞",
                "contact_name": "杨 <b>德福</b> 😀",
            },
        ),
    )
    assert answer.status_code == 422
    assert errors(answer) == {
        "estimated_loss": ["请填金额；不清楚先填估计数，技术中心会再核"],
        "description": ["至少写 10个字：何时、何处、多少、影响了什么"],
        "1-tonnes": ["「８７１公斤」认不出：请填吨数，如 0.871"],
    }
    page = answer.content.decode()
    assert "还有 3处要改，卡没有提交；您填的内容都在" in page
    for kept in ("８７１公斤", "2026-10-06T15:00", "有洞", "杨 &lt;b&gt;德福&lt;/b&gt; 😀", "7A261003-11"):
        assert kept in page
    assert not FeedbackCard.objects.exists()


def test_what_the_service_finds_is_told_at_its_field_too(clerk: Client, world: World) -> None:
    answer = send(clerk, typed(world, opened_at="2026-10-06T10:31", received_by_sales_at="2026-10-06T10:30"))
    assert answer.status_code == 422
    assert errors(answer) == {"opened_at": ["不能晚于收到意见时间 2026-10-06 10:30"]}
    answer = send(clerk, typed(world, **{"lines-2-roll_no": "7a261003-08"}))
    assert errors(answer) == {"1-roll_no": ["第2卷与第1卷卷号相同，请核对"]}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("received_by_sales_at", "", "请填「收到意见时间」"),
        ("received_by_sales_at", "昨天下午", "请填日期和时间，如 2026-11-20 10:30"),
        ("received_by_sales_at", "2026-02-30T10:00", "请填日期和时间，如 2026-11-20 10:30"),
        ("received_by_sales_at", "2026-10-07T10:01", "不能晚于现在"),
        ("received_by_sales_at", "0001-01-01T00:00", ""),
        ("received_by_sales_at", "9999-12-31T23:59", ""),
        ("source", "pigeon", "「意见来源」没有这一项，请从列表中选"),
        ("product", "999999", "「产品」没有这一项"),
        ("machine", "七号", "「机台」没有这一项"),
        ("defect", "0 OR 1=1", "「缺陷」没有这一项"),
        ("problem_kind", "", "请选「问题种类」"),
        ("contact_name", "长" * 61, "最多 60 字"),
        ("batch_no", "　 ", "请填「批号」"),
        ("description", "长" * 4001, "最多 4000 字"),
        ("estimated_loss", "八千二", "「八千二」认不出"),
        ("estimated_loss", "=1+1", "「=1+1」认不出"),
        ("estimated_loss", "-1", "请填不小于 0 的数"),
        ("estimated_loss", "8200.001", "最多写 2 位小数"),
        ("estimated_loss", "1e3", "认不出"),
        ("estimated_loss", "NaN", "认不出"),
        ("estimated_loss", "8,20", "认不出"),
        ("estimated_loss", "100000000", "请填不超过"),
        ("lines-2-tonnes", "0", "请填大于 0 的数"),
        ("lines-2-width", "很宽", "认不出"),
        ("lines-2-machine", "999", "没有这一项"),
        ("customer", "999999999999999999999999", ""),
    ],
)
def test_a_bad_entry_gets_a_message_at_its_field_and_no_crash(
    clerk: Client, world: World, field: str, value: str, words: str
) -> None:
    changes = {field: value} | ({"customer_text": "没有这家"} if field == "customer" else {})
    answer = send(clerk, typed(world, **changes))
    assert answer.status_code == 422
    key = f"1-{field.rsplit('-', 1)[1]}" if field.startswith("lines") else field
    assert words in "".join(errors(answer)[key])
    assert not FeedbackCard.objects.exists()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("８２００", "8200.00"),
        ("8,200", "8200.00"),
        ("８，２００．５０", "8200.50"),
        ("0.82万", "8200.00"),
        ("8200元", "8200.00"),
        ("￥8200", "8200.00"),
    ],
)
def test_unambiguous_ways_of_writing_an_amount_are_read(clerk: Client, world: World, written: str, read: str) -> None:
    assert send(clerk, typed(world, estimated_loss=written)).status_code == 302
    assert str(FeedbackCard.objects.get().estimated_loss) == read


def test_a_time_in_full_width_digits_is_read(clerk: Client, world: World) -> None:
    assert send(clerk, typed(world, received_by_sales_at="２０２６-１０-０６ １０：３０")).status_code == 302
    assert FeedbackCard.objects.get().received_by_sales_at == at("2026-10-06 10:30")


@pytest.mark.parametrize(
    "missing", ["lines-TOTAL_FORMS", "act_id", "customer", "received_by_sales_at", "lines-0-tonnes", "problem_kind"]
)
def test_a_post_with_a_field_missing_is_no_crash(clerk: Client, world: World, missing: str) -> None:
    fields = typed(world, customer_text="")
    del fields[missing]
    assert send(clerk, fields).status_code == 422
    assert not FeedbackCard.objects.exists()


@pytest.mark.parametrize("total", ["-1", "abc", "99999", ""])
def test_a_made_up_number_of_rows_is_no_crash(clerk: Client, world: World, total: str) -> None:
    assert send(clerk, typed(world, **{"lines-TOTAL_FORMS": total})).status_code == 422
    assert not FeedbackCard.objects.exists()


def test_a_card_without_rolls_is_told_so(clerk: Client, world: World) -> None:
    fields = {key: value for key, value in typed(world).items() if not key.startswith("lines-")}
    answer = send(clerk, fields | {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-roll_no": ""})
    assert errors(answer) == {"lines": ["请至少填一卷：卷号和重量"]}
    assert '<a href="#id_lines-0-roll_no">请至少填一卷' in answer.content.decode()


def test_the_list_of_faults_goes_down_the_page(clerk: Client) -> None:
    answer = send(clerk, {"act_id": str(uuid.uuid4()), "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0"})
    page = answer.content.decode()
    told = page[page.index("error-summary") : page.index("card-form")]
    places = [told.index(words) for words in ("填「客户」", "填「收到意见时间」", "选「产品」", "填「问题描述」", "至少填一卷")]
    assert places == sorted(places)


def test_a_draft_whose_submit_was_sent_back_is_saved_anew(clerk: Client, world: World) -> None:
    draft = uuid.uuid4()
    clerk.post(f"/cards/drafts/{draft}/save/", typed(world))
    assert "data-unsaved" not in clerk.get(f"/cards/drafts/{draft}/").content.decode()
    page = send(clerk, typed(world, description="有洞"), draft).content.decode()
    assert "data-unsaved" in page and "草稿已保存" not in page


def test_a_new_customer_is_entered_with_the_card(clerk: Client, world: World) -> None:
    answer = send(clerk, typed(world, customer="new", customer_text="  重庆 长江包装 ", region="重庆"))
    assert answer.status_code == 302
    added = Customer.objects.get(name="重庆 长江包装")
    assert (added.initials, added.region, added.contact_phone) == ("cqcjbz", "重庆", "138 0871 2206")
    assert FeedbackCard.objects.get().customer == added


def test_a_new_customer_of_a_refused_card_is_not_entered(clerk: Client, world: World) -> None:
    send(clerk, typed(world, customer="new", customer_text="重庆长江包装", opened_at="2026-10-06T15:00"))
    assert not Customer.objects.filter(name="重庆长江包装").exists()


def test_a_new_customer_with_a_known_name_is_refused_at_the_field(clerk: Client, world: World) -> None:
    answer = send(clerk, typed(world, customer="new", customer_text=world.customer.name))
    assert answer.status_code == 422
    assert "已在名录里" in answer.content.decode()


def test_a_name_typed_in_full_is_the_customer_even_if_nothing_was_picked(clerk: Client, world: World) -> None:
    assert send(clerk, typed(world, customer="")).status_code == 302
    answer = send(clerk, typed(world, customer="", customer_text="昆明滇"))
    assert "名录里没有的，选最后一项「新增客户」" in answer.content.decode()


def test_a_likely_duplicate_is_shown_with_its_link_and_may_be_filed_all_the_same(clerk: Client, world: World) -> None:
    send(clerk, typed(world))
    fields = typed(world)
    answer = send(clerk, fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="/cases/SH-2026-0001/"' in page and "仍要提交" in page
    answer = send(clerk, fields | {"accepts_duplicate": "1"})
    assert answer["Location"] == "/cases/SH-2026-0002/"


def test_photos_survive_a_failed_submit_and_go_with_the_card(clerk: Client, world: World) -> None:
    user = world.sales_clerk
    photo = store_file(
        content=io.BytesIO(picture()), name="洞穿特写.jpg", stream=pending_stream(user), by=user, at=NOW
    )
    page = send(clerk, typed(world, attachments=str(photo.pk), description="短")).content.decode()
    assert f'name="attachments" value="{photo.pk}"' in page and "洞穿特写.jpg" in page
    send(clerk, typed(world, attachments=str(photo.pk)))
    photo.refresh_from_db()
    assert photo.stream == Case.objects.get().stream


@pytest.mark.parametrize("value", ["not-an-id", "00000000-0000-4000-8000-00000000abcd", ""])
def test_a_made_up_file_is_told_and_files_nothing(clerk: Client, world: World, value: str) -> None:
    answer = send(clerk, typed(world, attachments=value))
    assert answer.status_code == 422
    assert "有文件已去掉或已用在别处" in "".join(errors(answer)["attachments"])


def test_another_persons_photo_is_neither_taken_nor_shown(clerk: Client, world: World) -> None:
    other = world.sales_clerk2
    theirs = store_file(
        content=io.BytesIO(picture()), name="机密.jpg", stream=pending_stream(other), by=other, at=NOW
    )
    answer = send(clerk, typed(world, attachments=str(theirs.pk)))
    assert answer.status_code == 422
    assert "机密" not in answer.content.decode()
    assert Attachment.objects.get().stream == pending_stream(other)


def test_a_draft_keeps_what_was_typed_valid_or_not_and_comes_back_as_it_was(clerk: Client, world: World) -> None:
    draft = uuid.uuid4()
    fields = typed(world, estimated_loss="八千", description="写到一半", **{"lines-2-tonnes": "８７１公斤"})
    answer = clerk.post(f"/cards/drafts/{draft}/save/", fields)
    assert answer.json() == {
        "saved_at": "10:00", "url": f"/cards/drafts/{draft}/save/?revision=1", "page": f"/cards/drafts/{draft}/",
    }
    page = clerk.get(f"/cards/drafts/{draft}/").content.decode()
    for kept in ("八千", "写到一半", "８７１公斤", "7A261003-08", world.customer.name, "2026-10-05T15:00"):
        assert kept in page


def test_a_draft_takes_strange_characters_without_a_crash(clerk: Client) -> None:
    draft = uuid.uuid4()
    answer = clerk.post(f"/cards/drafts/{draft}/save/", {"description": "a\x00b😀<script>", "x\x00y": "1"})
    assert answer.status_code == 200
    assert CardDraft.objects.get().typed["description"] == ["ab😀<script>"]
    assert "<script>alert" not in clerk.get(f"/cards/drafts/{draft}/").content.decode()


def test_a_draft_too_long_to_be_one_is_refused(clerk: Client) -> None:
    answer = clerk.post(f"/cards/drafts/{uuid.uuid4()}/save/", {"description": "长" * 300_001})
    assert answer.status_code == 422
    assert not CardDraft.objects.exists()


def test_another_window_with_an_older_state_does_not_overwrite_the_draft(clerk: Client, world: World) -> None:
    draft = uuid.uuid4()
    first, second = typed(world), typed(world)
    url = clerk.post(f"/cards/drafts/{draft}/save/", first).json()["url"]
    clerk.post(url, first | {"description": "较新的内容"})
    answer = clerk.post(url, second | {"description": "旧窗口的内容"})
    assert answer.status_code == 409
    assert CardDraft.objects.get().typed["description"] == ["较新的内容"]


def test_the_window_that_saved_last_may_save_again_after_a_lost_answer(clerk: Client, world: World) -> None:
    draft, fields = uuid.uuid4(), typed(world)
    url = clerk.post(f"/cards/drafts/{draft}/save/", fields).json()["url"]
    clerk.post(url, fields | {"description": "answer lost"})
    assert clerk.post(url, fields | {"description": "sent again"}).status_code == 200
    assert CardDraft.objects.get().typed["description"] == ["sent again"]


def test_a_draft_is_its_writers_alone(clerk: Client, world: World) -> None:
    draft = uuid.uuid4()
    clerk.post(f"/cards/drafts/{draft}/save/", typed(world))
    for username in ("sales_clerk2", "sales_head"):
        other = log_in(Client(), world, username)
        assert other.get(f"/cards/drafts/{draft}/").status_code == 404
        assert other.post(f"/cards/drafts/{draft}/save/", typed(world)).status_code == 404
        assert send(other, typed(world), draft).status_code == 404
        other.post(f"/cards/drafts/{draft}/delete/")
    assert CardDraft.objects.filter(pk=draft).exists()


def test_a_filed_draft_leads_to_its_case_and_cannot_be_deleted(clerk: Client, world: World) -> None:
    draft = uuid.uuid4()
    clerk.post(f"/cards/drafts/{draft}/save/", typed(world))
    send(clerk, typed(world), draft)
    assert clerk.get(f"/cards/drafts/{draft}/")["Location"] == "/cases/SH-2026-0001/"
    assert clerk.post(f"/cards/drafts/{draft}/delete/").status_code == 409
    assert clerk.post(f"/cards/drafts/{draft}/save/", typed(world)).status_code == 409


def test_a_draft_can_be_deleted_by_its_writer(clerk: Client, world: World) -> None:
    draft = uuid.uuid4()
    clerk.post(f"/cards/drafts/{draft}/save/", typed(world))
    assert clerk.post(f"/cards/drafts/{draft}/delete/").status_code == 302
    assert not CardDraft.objects.exists()


@pytest.mark.parametrize("username", ["tech_engineer", "deputy_gm", "auditor", "admin", "qc_head"])
def test_the_form_is_for_sales_only(client: Client, world: World, username: str) -> None:
    other = log_in(client, world, username)
    draft = uuid.uuid4()
    assert other.get("/cards/new/").status_code == 403
    assert send(other, typed(world)).status_code == 403
    assert other.post(f"/cards/drafts/{draft}/save/", {}).status_code == 403
    assert other.get("/cards/clocks/").status_code == 403
    assert other.get("/customers/options/").status_code == 403
    assert not FeedbackCard.objects.exists()


def test_the_head_may_put_the_card_into_a_clerks_hands(client: Client, world: World, travel_to: Any) -> None:
    travel_to(NOW)
    head = log_in(client, world, "sales_head")
    assert "经办销售员" in head.get("/cards/new/").content.decode()
    send(head, typed(world, clerk=str(world.sales_clerk2.pk)))
    assert Case.objects.get().clerk == world.sales_clerk2


def test_a_clerk_sees_no_choice_of_clerk_and_cannot_send_one(clerk: Client, world: World) -> None:
    assert "经办销售员" not in clerk.get("/cards/new/").content.decode()
    send(clerk, typed(world, clerk=str(world.sales_clerk2.pk)))
    assert Case.objects.get().clerk == world.sales_clerk


def clocks(client: Client, **written: str) -> str:
    return client.get("/cards/clocks/", written).content.decode()


def test_the_clocks_are_drawn_by_the_rule_while_the_card_is_written(clerk: Client) -> None:
    page = clocks(
        clerk,
        received_by_sales_at="2026-10-06T10:30",
        problem_kind="intrinsic",
        opened_at="2026-10-05T15:00",
        estimated_loss="8,200",
    )
    assert "截止 10-09 10:30" in page and "剩 2天" in page
    assert "截止 10-08 15:00" in page and "按时 · 早2天4小时" in page
    assert "较大" in page
    assert 'hx-swap-oob="true"' in page and "离 72小时截止" in page


def test_a_small_loss_is_minor_only_if_liability_is_clear(clerk: Client) -> None:
    page = clocks(clerk, estimated_loss="1000")
    assert "一般" in page and "责任不明确时为较大" in page
    assert "责任不明确" not in clocks(clerk, estimated_loss="1000.01")


def test_a_contradiction_of_times_holds_the_customers_clock_back(clerk: Client) -> None:
    page = clocks(
        clerk, received_by_sales_at="2026-10-05T10:30", problem_kind="intrinsic", opened_at="2026-10-06T15:00"
    )
    assert "等开包时间更正" in page


def test_unreadable_entries_leave_the_clocks_empty_without_a_crash(clerk: Client) -> None:
    page = clocks(
        clerk, received_by_sales_at="昨天", problem_kind="x", opened_at="?", estimated_loss="多", customer="a", defect="b"
    )
    assert "填收到时间后显示" in page and "填损失后显示" in page


def test_a_duplicate_is_warned_about_while_the_card_is_written(clerk: Client, world: World) -> None:
    send(clerk, typed(world))
    page = clocks(clerk, customer=str(world.customer.pk), batch_no="7a261003", defect=str(world.hole.pk))
    assert "/cases/SH-2026-0001/" in page and "7天内" in page


@pytest.mark.parametrize("text", ["昆明", "kmdc", "KMDC", "kunming", "滇池印务"])
def test_a_customer_is_found_by_name_pinyin_and_initials(clerk: Client, world: World, text: str) -> None:
    answer = clerk.get("/customers/options/", {"q": text}).json()
    assert [option["label"] for option in answer["options"]] == [world.customer.name]
    assert answer["create"] == f"新增客户「{text}」"


def test_a_known_name_offers_no_adding_and_the_phone_is_masked(clerk: Client, world: World) -> None:
    Customer.objects.filter(pk=world.customer.pk).update(
        contact_name="杨师傅", contact_phone="138 0871 2206", region="云南昆明"
    )
    answer = clerk.get("/customers/options/", {"q": world.customer.name}).json()
    assert answer["create"] == ""
    assert answer["options"][0]["detail"] == "云南昆明 · 联系人 杨师傅 138****2206"
    assert answer["options"][0]["note"] == "本年 0件"


def test_a_search_for_a_wildcard_finds_nothing_by_it(clerk: Client) -> None:
    assert clerk.get("/customers/options/", {"q": "%"}).json()["options"] == []
    assert clerk.get("/customers/options/", {"q": "长" * 121}).status_code == 404
