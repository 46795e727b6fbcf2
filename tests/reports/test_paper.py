"""PDFs show Chinese from the product's own fonts and fetch nothing else."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.template import engines
from pypdf import PdfReader

from tests.world import SHANGHAI
from yibin_service.foundation import paper
from yibin_service.foundation.access.models import User

AT = datetime(2026, 11, 23, 9, 42, tzinfo=SHANGHAI)
SHEET = """{% extends "print/base.html" %}{% load desk_tags %}
{% block title %}奖金扣减通知单{% endblock %}{% block heading %}奖金扣减通知单{% endblock %}
{% block body %}<table><tr><th>小写</th><td class="n">{{ amount|money }}</td></tr><tr><th>大写</th><td>{{ amount|capital_yuan }}</td></tr></table>{{ extra|safe }}{% endblock %}"""


@pytest.fixture
def template(settings: object, tmp_path: Path) -> str:
    """The sheet above, under a name the loaders know."""
    (tmp_path / "sheet.html").write_text(SHEET)
    settings.TEMPLATES[0]["DIRS"] = [tmp_path, *settings.TEMPLATES[0]["DIRS"]]  # type: ignore[attr-defined]
    engines._engines = {}
    for name in ("templates", "all"):
        engines.__dict__.pop(name, None)
    return "sheet.html"


def words_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.django_db
def test_a_sheet_shows_chinese_and_figures(template: str) -> None:
    words = words_of(paper.render_pdf(template, {"amount": "18785.15"}, at=AT, printed_by="曾丽"))
    assert "奖金扣减通知单" in words
    assert "18,785.15" in words
    assert "人民币壹万捌仟柒佰捌拾伍元壹角伍分" in words
    assert "2026年11月23日 09:42 曾丽 打印" in words
    assert "第 1 页 共 1 页" in words


@pytest.mark.django_db
def test_the_faces_of_the_product_are_embedded(template: str) -> None:
    pdf = PdfReader(BytesIO(paper.render_pdf(template, {"amount": "1"}, at=AT)))
    faces = {font.get_object()["/BaseFont"] for font in pdf.pages[0]["/Resources"]["/Font"].values()}
    assert any("Noto" in face or "Mill" in face for face in faces)


@pytest.mark.django_db
def test_a_sheet_of_the_demo_says_so(template: str) -> None:
    User.objects.create(username="demo", display_name="演示", is_demo=True)
    assert "演示数据" in words_of(paper.render_pdf(template, {"amount": "1"}, at=AT))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "../../../manage.py"])
def test_an_address_outside_fonts_and_evidence_stops_the_drawing(template: str, address: str) -> None:
    with pytest.raises(paper.NotForPrinting):
        paper.render_pdf(template, {"amount": "1", "extra": f'<img src="{address}">'}, at=AT)


@pytest.mark.django_db
def test_a_missing_face_is_told_before_anything_is_drawn(template: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "BOLD", Path("/nowhere/bold.ttf"))
    with pytest.raises(paper.FontMissing):
        paper.render_pdf(template, {"amount": "1"}, at=AT)
