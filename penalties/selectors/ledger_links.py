"""Addresses of the ledger with a filter in them: a figure leads to the entries it is made of."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from penalties.rules.month import Month


def ledger_address(month: Month, **filters: object) -> str:
    """The ledger page showing the month, narrowed by `unit`, `kind`, `machine`, `defect` or `side`."""
    try:
        page = reverse("ledger")
    except NoReverseMatch:
        return ""
    return f"{page}?{urlencode({'month': month.label} | filters)}"
