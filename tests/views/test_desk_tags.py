"""What the template tags draw."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from tests.world import SHANGHAI

NOW = datetime(2026, 11, 23, 9, 42, tzinfo=SHANGHAI)


def draw(source: str, **context: object) -> str:
    return Template("{% load desk_tags %}" + source).render(Context({"server_now": NOW, **context}))


def test_an_icon_comes_from_the_sprite_and_is_silent() -> None:
    assert draw("{% icon 'bell' %}") == '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#i-bell"/></svg>'


def test_an_unknown_icon_is_a_fault_of_the_template() -> None:
    with pytest.raises(TemplateSyntaxError, match="no-such-outline"):
        draw("{% icon 'no-such-outline' %}")


def test_a_running_deadline_ticks_and_carries_its_end_for_machines() -> None:
    html = draw("{% due at show_end=True %}", at=NOW + timedelta(days=2, hours=14, minutes=18))
    assert 'data-due="2026-11-26T00:00:00+08:00"' in html
    assert "剩 2天14小时" in html
    assert "截止 11-25 24:00" in html


def test_a_deadline_that_is_done_does_not_tick() -> None:
    deadline = SimpleNamespace(due_at=NOW, done_at=NOW - timedelta(hours=19), is_waived=False)
    html = draw("{% due deadline %}", deadline=deadline)
    assert "按时 · 早19小时" in html
    assert "data-due" not in html


def test_the_warnings_of_the_page_decide_the_colour() -> None:
    html = draw("{% due at %}", at=NOW + timedelta(hours=30), due_warnings=(timedelta(hours=48), timedelta(hours=2)))
    assert "q-due--soon" in html
    assert 'data-soon="172800"' in html


def test_a_tier_is_a_word_and_bars() -> None:
    html = draw("{% tier 'major' %}")
    assert "重大" in html
    assert html.count('class="on"') == 3
    assert "待分级" in draw("{% tier None %}")


def test_several_clauses_are_drawn_one_by_one() -> None:
    html = draw("{% clause 'P.三.4,P.四.4' is_reading=True %}")
    assert html.count("q-clause") == 2
    assert "制度未明示" in html


class CardForm(forms.Form):
    """Fields of several kinds."""

    weight = forms.CharField(label="重量")
    note = forms.CharField(label="说明", required=False, help_text="可空")
    kind = forms.ChoiceField(label="种类", choices=[("a", "外观"), ("b", "内在")], widget=forms.RadioSelect)


def test_a_field_joins_label_help_and_error() -> None:
    form = CardForm({"weight": "", "kind": "a"})
    html = draw("{% field form.weight unit='吨' %}", form=form)
    assert '<label class="form-label q-req" for="id_weight">重量（吨）</label>' in html
    assert 'aria-describedby="id_weight-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_weight-error"' in html
    assert 'aria-describedby="id_note-help"' in draw("{% field form.note optional=True %}", form=CardForm())


def test_choices_by_radio_are_a_group_with_a_legend() -> None:
    html = draw("{% field form.kind %}", form=CardForm())
    assert "<fieldset" in html
    assert "<legend" in html
    assert html.count('type="radio"') == 2


def test_the_summary_counts_the_faults_and_links_to_their_fields() -> None:
    rolls = forms.formset_factory(CardForm)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-weight": "", "form-0-note": "x"}
    )
    html = draw("{% error_summary form rolls what='卡没有提交' %}", form=CardForm({"kind": "a"}), rolls=rolls)
    assert "还有 3处要改，卡没有提交；您填的内容都在" in html
    assert 'href="#id_weight"' in html
    assert 'href="#id_form-0-weight"' in html


def test_no_faults_no_summary() -> None:
    assert draw("{% error_summary form %}", form=CardForm()).strip() == ""


def test_a_query_is_changed_key_by_key() -> None:
    request = RequestFactory().get("/ledger/", {"month": "2026-10", "unit": "质检处", "page": "3"})
    assert draw("{% query_with page=4 unit='' %}", request=request) == "month=2026-10&amp;page=4"


def test_what_people_typed_is_never_markup() -> None:
    events = [
        SimpleNamespace(
            pk=1, happened_at=NOW, entered_at=NOW, actor_title="<b>", text="<script>", clause="", changes=[["a", "<i>", ""]]
        )
    ]
    html = draw('{% include "parts/_timeline.html" %}', events=events)
    assert "<script>" not in html
    assert "<i>" not in html
    assert "<b>" not in html
