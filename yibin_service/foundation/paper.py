"""Drawing a PDF from a print template. Only the worker calls this: layout takes seconds and hundreds of megabytes.

The two Noto faces that come with the product are given by file address, so that Chinese shows on a machine without
Chinese fonts. Nothing is fetched but those faces and stored evidence.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from django.conf import settings
from django.template.loader import render_to_string

from yibin_service.foundation.access.selectors import has_demo_accounts

FONTS = Path(settings.BASE_DIR) / "fixtures" / "fonts"
REGULAR, BOLD = FONTS / "NotoSansSC-Regular.ttf", FONTS / "NotoSansSC-Bold.ttf"


class FontMissing(RuntimeError):
    """Without its fonts the layout program crashes instead of failing: refuse before."""


class NotForPrinting(RuntimeError):
    """A sheet asked for an address that is neither a font of the product nor stored evidence."""


def print_context(context: Mapping[str, Any], *, at: datetime, printed_by: str = "") -> dict[str, Any]:
    """`context` with what every sheet shows: company, fonts, when and by whom it was printed, the mark of demo data."""
    return {
        **context,
        "company_name": settings.COMPANY_NAME,
        "font_regular": REGULAR.as_uri(),
        "font_bold": BOLD.as_uri(),
        "printed_at": at,
        "printed_by": printed_by,
        "demo_mark": settings.DEMO_DATA_MARK if has_demo_accounts() else "",
    }


def render_pdf(template_name: str, context: Mapping[str, Any], *, at: datetime, printed_by: str = "") -> bytes:
    """The sheet of `template_name` (which extends `print/base.html` or `print/base_wide.html`) as PDF.

    The figures come ready in `context`; this draws them. Raises FontMissing when a face of the product is not there,
    NotForPrinting when the sheet asks for anything but fonts and evidence.
    """
    for face in (REGULAR, BOLD):
        if not face.is_file():
            raise FontMissing(f"{face} is missing: run scripts/vendor_assets.py")
    html = render_to_string(template_name, print_context(context, at=at, printed_by=printed_by))
    from weasyprint import HTML  # here, so that the web process never loads Pango
    from weasyprint.urls import FatalURLFetchingError

    try:
        return bytes(HTML(string=html, base_url=FONTS.as_uri() + "/", url_fetcher=_fetcher()).write_pdf())
    except FatalURLFetchingError as refusal:  # it is no Exception: it would take the worker down
        raise NotForPrinting(str(refusal)) from refusal


def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    allowed = (FONTS.resolve(), Path(settings.EVIDENCE_DIR).resolve())

    class LocalFiles(URLFetcher):  # type: ignore[misc]
        """Fonts and evidence from this machine; anything else stops the drawing."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = Path(url2pathname(urlsplit(url).path)).resolve()
            if urlsplit(url).scheme != "file" or not any(path.is_relative_to(folder) for folder in allowed):
                raise FatalURLFetchingError(f"not for printing: {url[:80]}")
            return super().fetch(url, headers)

    return LocalFiles(allowed_protocols={"file"})
