"""What the templates draw with: figures, times, badges and fields. The words come from `foundation.wording`.

`{% load desk_tags %}`. The filters draw None as nothing. Dates leave the year out when it is the present one.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.template.context import RequestContext
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from yibin_service.foundation import wording

register = template.Library()
SPRITE = Path(__file__).resolve().parents[2] / "static" / "icons.svg"

for _filter in (
    wording.money,
    wording.money_or_blank,
    wording.yuan,
    wording.signed_money,
    wording.tonnes,
    wording.share,
    wording.count,
    wording.printed_day,
    wording.month,
    wording.weekday,
    wording.capital_yuan,
):
    register.filter(_filter.__name__, _filter)


def _this_year(now: datetime | None) -> int:
    return (now or timezone.now()).astimezone(wording.SHANGHAI).year


@register.filter
def instant(moment: datetime | None, now: datetime | None = None) -> str:
    """When something happened: `11-20 16:35`."""
    return wording.instant(moment, _this_year(now))


@register.filter
def ends(moment: datetime | None, now: datetime | None = None) -> str:
    """When a period ends; midnight is 24:00 of the last day: `11-25 24:00`."""
    return wording.end(moment, _this_year(now))


@register.filter
def day(value: date | datetime | None, now: datetime | None = None) -> str:
    """`11-25`, or `2025-11-25` in another year."""
    return wording.day(value, _this_year(now))


@register.filter
def span(length: timedelta | None) -> str:
    """A length of time, rounded down: `2天14小时`."""
    return "" if length is None else wording.span(length)


@register.filter
def short_hash(value: str | None) -> str:
    """The ends of a fingerprint: `a41c…5d92`."""
    return "" if not value else f"{value[:4]}…{value[-4:]}" if len(value) > 12 else value


@register.filter
def file_size(value: int | None) -> str:
    """`1.8 MB`, `640 KB`."""
    if value is None:
        return ""
    return f"{value / 1_048_576:.1f} MB" if value >= 1_048_576 else f"{max(value // 1024, 1)} KB"


@cache
def icon_names() -> frozenset[str]:
    """Names in the sprite."""
    return frozenset(part.split('"', 1)[0] for part in SPRITE.read_text().split('id="i-')[1:])


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """An outline from the sprite, for decoration beside a word. An unknown name is a fault of the template."""
    return _outline(name, css)


@cache
def _outline(name: str, css: str) -> SafeString:
    """Drawn dozens of times a page, always the same."""
    if name not in icon_names():
        raise template.TemplateSyntaxError(f"No icon «{name}» in the sprite: add it to scripts/vendor_assets.py")
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#i-{}"/></svg>', f" {css}" if css else "", static("icons.svg"), name
    )


DUE_ICONS = {
    wording.DueState.NOT_STARTED: "",
    wording.DueState.RUNNING: "clock",
    wording.DueState.SOON: "hourglass-low",
    wording.DueState.URGENT: "bell-ringing",
    wording.DueState.LATE: "alert-triangle",
    wording.DueState.LATE_DONE: "alert-triangle",
    wording.DueState.MET: "check",
    wording.DueState.WAIVED: "shield-check",
}


@register.simple_tag(takes_context=True)
def due(
    context: template.Context,
    deadline: Any,
    now: datetime | None = None,
    *,
    done_at: datetime | None = None,
    is_waived: bool = False,
    show_end: bool = False,
    big: bool = False,
    prefix: str = "",
) -> SafeString:
    """The countdown badge of a deadline, ticking by itself in the browser.

    `deadline` is the instant it ends (or None: not started), or anything with `due_at`, `done_at` and `is_waived`.
    `now` defaults to the page's server time. `show_end` adds 「截止 11-25 24:00」 below; `prefix` stands before the words.
    """
    due_at = getattr(deadline, "due_at", deadline)
    done_at = done_at or getattr(deadline, "done_at", None)
    is_waived = is_waived or bool(getattr(deadline, "is_waived", False))
    now = now or context.get("server_now") or timezone.now()
    soon, urgent = context.get("due_warnings") or (wording.DEFAULT_SOON, wording.DEFAULT_URGENT)
    state = wording.due(due_at, now, done_at=done_at, is_waived=is_waived, soon=soon, urgent=urgent)
    ticks = state.is_running or state.state == wording.DueState.LATE
    return format_html(
        '<span class="q-due{}{}"{}>{}{}</span>{}',
        _due_css(state),
        " q-due--big" if big else "",
        _ticking(due_at, soon, urgent, prefix) if ticks and due_at else "",
        icon(DUE_ICONS[state.state]) if DUE_ICONS[state.state] else "",
        _due_words(due_at, state, prefix),
        format_html('<span class="q-cap q-due-end">截止 {}</span>', state.ends) if show_end and state.ends else "",
    )


def _due_css(state: wording.Due) -> str:
    if state.is_late:
        return " q-due--late"
    return "" if state.state == wording.DueState.RUNNING else f" q-due--{state.state}"


def _ticking(due_at: datetime, soon: timedelta, urgent: timedelta, prefix: str) -> SafeString:
    """What the browser counts down with."""
    return format_html(
        ' data-due="{}" data-soon="{}" data-urgent="{}"{}',
        due_at.astimezone(wording.SHANGHAI).isoformat(),
        int(soon.total_seconds()),
        int(urgent.total_seconds()),
        format_html(' data-prefix="{} "', prefix) if prefix else "",
    )


def _due_words(due_at: datetime | None, state: wording.Due, prefix: str) -> str | SafeString:
    if due_at is None:
        return state.words
    moment = due_at.astimezone(wording.SHANGHAI).isoformat()
    return format_html('<time datetime="{}">{}{}</time>', moment, f"{prefix} " if prefix else "", state.words)


TIERS = {"minor": (1, "一般"), "larger": (2, "较大"), "major": (3, "重大"), "extra_major": (4, "特别重大")}


@register.simple_tag
def tier(code: str | None) -> SafeString:
    """The four-bar gauge of a tier by its stored code; 「待分级」 for none. Lists draw it once a row."""
    level, name = TIERS.get(str(code or ""), (0, "待分级"))
    if not level:
        return format_html('<span class="q-tag">{}</span>', name)
    bars = mark_safe('<i class="on"></i>' * level + "<i></i>" * (4 - level))
    return format_html(
        '<span class="q-tier q-tier--{}"><span aria-hidden="true">{}</span>{}</span>', level, bars, name
    )


@register.inclusion_tag("parts/_clause.html")
def clause(clause_id: str, version: str = "", *, is_reading: bool = False) -> dict[str, Any]:
    """A dashed link to a clause in our words; `is_reading` adds the tag 「制度未明示」. Several ids: comma between."""
    ids = [part.strip() for part in str(clause_id or "").replace("、", ",").split(",") if part.strip()]
    return {
        "clauses": [{"id": one, "url": _clause_url(one, version)} for one in ids],
        "version": version,
        "is_reading": is_reading,
    }


def _clause_url(clause_id: str, version: str) -> str:
    try:
        url = reverse("clause", args=[clause_id])
    except NoReverseMatch:
        return ""
    return f"{url}?version={version}" if version else url


@register.inclusion_tag("parts/_field.html")
def field(bound: BoundField, *, css: str = "", help: str = "", unit: str = "", optional: bool = False) -> dict[str, Any]:
    """Label, control, help and error of one form field, joined for screen readers. `css="full"` spans the grid.

    `unit` is written into the label (「重量（吨）」); `optional` adds 「（可不填）」 for a field that may stay empty.
    """
    return {
        "field": bound,
        "control": _control(bound, has_help=bool(help or bound.help_text)),
        "css": css,
        "help": help or bound.help_text,
        "unit": unit,
        "optional": optional and not bound.field.required,
        "is_check": getattr(bound.field.widget, "input_type", "") == "checkbox" and not bound.use_fieldset,
        "is_group": bound.use_fieldset,
    }


@register.simple_tag
def control(bound: BoundField, label: str = "", css: str = "") -> SafeString:
    """The bare control of a field with its classes and error links, e.g. in a table cell; `label` becomes aria-label."""
    return _control(bound, has_help=False, label=label, css=css)


def _control(bound: BoundField, *, has_help: bool, label: str = "", css: str = "") -> SafeString:
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    base = {"select": "form-select", "checkbox": "form-check-input", "radio": "", "hidden": ""}.get(kind, "form-control")
    classes = [base, css, widget.attrs.get("class", "")] + (["is-invalid"] if bound.errors else [])
    described = [f"{bound.auto_id}-help"] * has_help + [f"{bound.auto_id}-error"] * bool(bound.errors)
    attrs: dict[str, str | bool] = {"class": " ".join(part for part in classes if part)}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if label:
        attrs["aria-label"] = label
    return bound.as_widget(attrs=attrs)


@register.inclusion_tag("parts/_error_summary.html")
def error_summary(*forms: Any, what: str = "没有提交") -> dict[str, Any]:
    """The red list at the top after a failed submit, each line a link to its field. Takes forms and formsets."""
    faults = [fault for form in forms if form is not None for fault in _faults(form)]
    return {"faults": faults, "what": what}


def _faults(form: Any) -> list[dict[str, str]]:
    if hasattr(form, "forms"):
        first = next(iter(form.forms[0].visible_fields()), None) if form.forms else None
        target = first.id_for_label if first else ""
        own = [{"id": target, "text": text} for text in (form.non_form_errors() if form.is_bound else [])]
        return own + [_in_row(fault, place) for place, inner in enumerate(form.forms, 1) for fault in _faults(inner)]
    errors: ErrorDict | Mapping[str, Any] = form.errors
    found, places = [], {name: place for place, name in enumerate(form.fields)}
    # Down the page, also what was found only after all fields had been read.
    for name, texts in sorted(errors.items(), key=lambda fault: places.get(fault[0], len(places))):
        target = form[name].id_for_label or form[name].auto_id if name in form.fields else ""
        label = form[name].label if name in form.fields else ""
        found += [{"id": target, "label": label, "text": str(text)} for text in texts]
    return found + (_faults(form.rows) if hasattr(form, "rows") else [])


def _in_row(fault: dict[str, str], place: int) -> dict[str, str]:
    """The fault with its row told, where the field's label does not tell it: 「第2行 事项」."""
    label = fault.get("label", "")
    return fault | {"label": label if label.startswith("第") else f"第{place}行 {label}".rstrip()}


@register.simple_tag(takes_context=True)
def query_with(context: RequestContext, **changes: Any) -> str:
    """The present address's query with some keys set, or taken out by an empty value: `?{% query_with page=2 %}`."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value in ("", None):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return str(query.urlencode())


@register.filter
def percent_of(part: Decimal | int | None, whole: Decimal | int | None) -> int:
    """A whole per cent for a <progress>; 0 when there is nothing to measure."""
    return int(Decimal(part) * 100 / Decimal(whole)) if part and whole else 0
