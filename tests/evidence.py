"""Every test stores files in a folder of its own; and small files of each kind to store."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image


@pytest.fixture(autouse=True)
def evidence_folder(tmp_path: Path, settings: object) -> Path:
    """Where this test's files lie."""
    settings.EVIDENCE_DIR = tmp_path / "evidence"  # type: ignore[attr-defined]
    settings.VAR_DIR = tmp_path / "var"  # type: ignore[attr-defined]
    return tmp_path / "evidence"


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), colour: str = "navy") -> bytes:
    """A whole picture of one colour."""
    drawn = io.BytesIO()
    Image.new("RGB", size, colour).save(drawn, kind)
    return drawn.getvalue()


def office_document(*members: str) -> bytes:
    """A zip with these members: an empty .docx or .xlsx, or something that is neither."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for member in ("[Content_Types].xml", *members):
            archive.writestr(member, "<x/>")
    return packed.getvalue()
