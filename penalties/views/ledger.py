"""The ledger: filtered and added up; one entry with its derivation; export; reversal."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from cases.selectors.visibility import visible_cases
from penalties.forms.ledger import SIDES, LedgerFilterForm
from penalties.forms.settlement import ReasonForm
from penalties.models import EntryKind, ReportState, Side
from penalties.rules.month import Month
from penalties.rules.posting import period_of
from penalties.selectors.ledger import (
    CORRECTIONS,
    RECOVERIES,
    REMEDIES,
    LedgerFilter,
    Sums,
    added,
    entry_for,
    filtered,
    last_sequence,
    months_with_entries,
    page_of,
    sums_by_kind,
    sums_by_unit,
)
from penalties.selectors.ledger_state import ClosedMonths, Entry, entries_from
from penalties.selectors.reports import report_for
from penalties.services.reverse_entry import fact_behind, reverse_entry
from yibin_service.foundation.access.models import User
from yibin_service.foundation.access.permissions import Verb, may, permitted
from yibin_service.foundation.acts.errors import Refused
from yibin_service.foundation.acts.forms import ActForm
from yibin_service.foundation.acts.pages import ActPage
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.acts.services import Answer
from yibin_service.foundation.jobs.services import request_job
from yibin_service.foundation.regulation.clock import local_day, month_of
from yibin_service.foundation.wording import money, tonnes
from yibin_service.foundation.wording import month as month_words

SOURCES = {
    "settlement": "结算确认", "expense": "调查费用", "receipt": "索赔到账", "fine": "罚款确认", "claim": "索赔",
    "determination": "责任认定", "delay_finding": "耽误的认定", "goodwill": "善意补偿", "waiver": "超期豁免", "close": "结案",
    "reversal": "红冲后的差额", "sweep": "系统按差额补记",
}  # fmt: skip
LONGEST_KEY = 18


@require_GET
@permitted(Verb.READ_LEDGER)
def ledger(request: HttpRequest) -> HttpResponse:
    """What is filtered: total first, then by unit, then the entries, a page by key."""
    assert isinstance(request.user, User)
    now = database_now()
    form = _form(request, now)
    wanted = form.wanted
    rows = filtered(request.user, wanted)
    sums = sums_by_kind(rows)
    whole = added(sums, *(kind for kind in sums if kind != CORRECTIONS))
    is_counted = wanted.month is not None  # over all months the place of a page would cost more than it tells
    page = page_of(rows, after=_key(request, "after"), before=_key(request, "before"), is_counted=is_counted)
    context = {
        "form": form,
        "wanted": wanted,
        "chips": [(_without(request, name), words) for name, words in form.chips],
        "whole": whole,
        "figures": _figures(sums, whole, wanted),
        "units": sums_by_unit(request.user, wanted) if wanted.side == Side.CHARGE else [],
        "page": page,
        "sides": SIDES,
        "is_loss": wanted.side == Side.LOSS,
        "seal": _seal_words(wanted.month),
        "sentence": form.sentence,
        "may_export": may(request.user, Verb.EXPORT_LEDGER) and bool(whole.count),
        "check_url": reverse("ledger_check") if may(request.user, Verb.READ_REPORTS) else "",
        "export_query": request.GET.urlencode(),
        "now": now,
    }
    return render(request, "penalties/ledger.html", context)


@require_GET
@permitted(Verb.READ_LEDGER)
def ledger_entry(request: HttpRequest, sequence: int) -> HttpResponse:
    """One entry: the act behind it, clause, formula, version, fingerprints, what it reverses or corrects."""
    assert isinstance(request.user, User)
    entry = entry_for(sequence, request.user)
    context = {
        "entry": entry,
        "reversed_by": getattr(entry, "reversed_by", None),
        "corrections": list(entry.corrections.order_by("sequence")),
        "source": SOURCES.get(entry.source.partition(":")[0], "系统"),
        "sees_case": visible_cases(request.user).filter(pk=entry.case_id).exists(),
        "reverse_url": reverse("reverse_entry", args=[sequence]) if _may_reverse(request.user, entry) else "",
        "now": database_now(),
    }
    return render(request, "penalties/ledger_entry.html", context)


class ExportLedgerPage(ActPage):
    """「导出这 28笔」: ask for the workbook of exactly what the address filters."""

    verb = Verb.EXPORT_LEDGER
    form_class = ActForm
    title = "导出台账"
    button = "导出台账"

    def load(self, **kwargs: Any) -> LedgerFilterForm:
        return _form(self.request, self.now)

    def page_context(self) -> dict[str, Any]:
        return {"subject_line": self.subject.sentence, "back_url": f"{reverse('ledger')}?{self.request.GET.urlencode()}"}

    @property
    def act_name(self) -> str:
        return "export_ledger"

    @staticmethod
    def sent_content(request: HttpRequest) -> dict[str, Any]:
        """The filter stands in the address: the same act with another filter is another content."""
        return ActPage.sent_content(request) | {"address": request.GET.urlencode()}

    def deed(self, form: ActForm, at: datetime) -> Answer:
        wanted = replace(self.subject.wanted, up_to=last_sequence())
        label = f"{wanted.month:%Y-%m}" if wanted.month else "全部月份"
        job = request_job(
            kind="ledger_export",
            key="",
            title=f"导出台账：{self.subject.sentence}"[:160],
            arguments={
                "filter": wanted.arguments(),
                "sentence": f"退赔换台账　{self.subject.sentence}",
                "name": f"退赔换台账 {label}.xlsx",
            },
            by=self.user,
            at=at,
        )
        return Answer(url=reverse("job", args=[job.pk]), message="", body={"job": str(job.pk)})


class ReverseEntryPage(ActPage):
    """红冲: `/ledger/<sequence>/reverse-entry/`."""

    verb = Verb.REVERSE_ENTRY
    form_class = ReasonForm
    template_name = "penalties/reverse_entry.html"
    title = "红冲"
    button = "红冲并取消原事实"

    def load(self, **kwargs: Any) -> Entry:
        return entry_for(kwargs["sequence"], self.user)

    def check(self) -> None:
        fact_behind(self.subject)

    def initial(self) -> dict[str, Any]:
        return {"seen_version": self.subject.case.version}

    def page_context(self) -> dict[str, Any]:
        entry: Entry = self.subject
        return {
            "title": f"红冲 #{entry.sequence}",
            "subject_line": f"{entry.case.number} · {entry.case.customer}",
            "back_url": reverse("ledger_entry", args=[entry.sequence]),
            "case": entry.case,
            "entries": entries_from(entry.case, entry.source),
            "source": SOURCES.get(entry.source.partition(":")[0], "系统"),
            "consequences": [
                "下列各笔以相反的数记一遍，指回原笔；原笔不动",
                f"所属月份：{month_words(_period(entry))}",
                "引起它的事实同时取消；对的由原登记人重新登记",
                "其余事实应承担的数按差额补记",
            ],
        }

    def deed(self, form: ActForm, at: datetime) -> Answer:
        entry: Entry = self.subject
        done = reverse_entry(entry=entry, reason=form.cleaned_data["reason"], by=self.user, at=at)
        numbers = [row.sequence for row in done.reversed]
        url = entry.case.get_absolute_url()
        return Answer(url=url, message=f"已红冲 {len(numbers)}笔，已请原登记人重新登记", body={"entries": numbers})


def _form(request: HttpRequest, now: datetime) -> LedgerFilterForm:
    months = months_with_entries()
    present = month_of(local_day(now))
    default = present if present in months or not months else months[0]
    return LedgerFilterForm(request.GET, months=months, default=default)


def _figures(sums: dict[str, Sums], whole: Sums, wanted: LedgerFilter) -> list[dict[str, Any]]:
    """The four sums of what is filtered."""
    detail = "元" + (f"；另扣产量 {tonnes(whole.tonnes)} 吨" if whole.tonnes else "")
    corrections = f"红冲更正净额 {money(sums[CORRECTIONS].amount)}"
    if wanted.side == Side.LOSS:
        parts = [
            ("退", added(sums, EntryKind.RETURN), ""),
            ("赔、换", added(sums, *REMEDIES[1:]), ""),
            ("调查费用", added(sums, EntryKind.EXPENSE), corrections),
        ]
    else:
        parts = [
            ("分摊", added(sums, EntryKind.SHARE), ""),
            ("罚款", added(sums, EntryKind.FINE), ""),
            ("追偿、垫付与未追回", added(sums, *RECOVERIES), corrections),
        ]
    first = {"label": f"合计（{whole.count:,}笔）", "number": money(whole.amount), "unit": "", "detail": detail, "url": ""}
    return [first] + [
        {"label": label, "number": money(part.amount), "unit": "", "detail": more or f"{part.count:,}笔", "url": ""}
        for label, part, more in parts
    ]


def _seal_words(month: date | None) -> str:
    """「已封账，后续更正记入 11月」, or how the month stands."""
    if month is None:
        return ""
    report = report_for(Month(month))
    if report is None or report.state not in {ReportState.ISSUED, ReportState.SIGNED}:
        return "未封账"
    return "已封账，后续更正记入以后的月份"


def _period(entry: Entry) -> date:
    return period_of(entry.period, ClosedMonths().__contains__)


def _may_reverse(user: User, entry: Entry) -> bool:
    if not may(user, Verb.REVERSE_ENTRY):
        return False
    try:
        fact_behind(entry)
    except Refused:
        return False
    return True


def _key(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else 0


def _without(request: HttpRequest, name: str) -> str:
    """The address's query without one filter, at the head of the list."""
    query = request.GET.copy()
    for key in (name, "before", "after"):
        query.pop(key, None)
    return query.urlencode()


urlpatterns = [
    path("ledger/", ledger, name="ledger"),
    path("ledger/export/", ExportLedgerPage.as_view(), name="export_ledger"),
    path("ledger/<int:sequence>/", ledger_entry, name="ledger_entry"),
    path("ledger/<int:sequence>/reverse-entry/", ReverseEntryPage.as_view(), name="reverse_entry"),
]
