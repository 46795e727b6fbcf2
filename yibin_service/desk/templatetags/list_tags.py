"""Rows of long lists, drawn without the template engine: fifty rows would cost most of the page's time. `{% load list_tags %}`."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .desk_tags import due, instant, tier

register = template.Library()

CASE_ROW = (
    '<tr><td class="q-key q-nowrap"><a href="{url}">{number}</a></td><td data-l="客户" class="q-wrap">{customer}</td>'
    '<td data-l="产品与缺陷" class="q-wrap">{fact}</td><td data-l="级别"{no_tier}>{tier}</td>'
    '<td data-l="状态" class="q-nowrap">{state}</td><td data-l="答复时限"{no_due}>{due}</td>'
    '<td data-l="直接损失（元）" class="n{no_loss}">{loss}</td>{clerk}<td data-l="送达" class="q-more q-nowrap">{filed}</td></tr>'
)
NOTHING = mark_safe(' class="q-none"')


@register.simple_tag(takes_context=True)
def case_row(context: template.Context, row: Any, shows_clerk: bool = False) -> SafeString:
    """One line of the list of cases (`cases.selectors.case_list.CaseRow`); the loss is empty where it is not to be seen."""
    return format_html(
        CASE_ROW,
        url=row.url,
        number=row.number,
        customer=row.customer,
        fact=row.fact,
        tier=tier(row.tier),
        no_tier="" if row.tier else NOTHING,
        state=row.state,
        due=due(context, row.due_at, done_at=row.done_at) if row.due_at else "",
        no_due="" if row.due_at else NOTHING,
        loss=row.loss,
        no_loss="" if row.loss else " q-none",
        clerk=format_html('<td data-l="经办" class="q-more q-nowrap">{}</td>', row.clerk) if shows_clerk else "",
        filed=instant(row.filed_at, context.get("server_now")),
    )
