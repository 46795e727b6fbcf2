"""The commands of whoever watches over the site say what they found."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.uploads import waiting_upload
from tests.world import World
from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def said(command: str) -> str:
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue().strip()


def test_files_are_counted_when_all_are_whole(world: World) -> None:
    assert said("verify_files") == "0个文件，全部完好"
    waiting_upload(world.sales_clerk, database_now())
    assert said("verify_files") == "1个文件，全部完好"


def test_the_sweep_leaves_a_fresh_upload_alone_and_says_so(world: World) -> None:
    waiting_upload(world.sales_clerk, database_now())
    assert said("sweep_orphans") == "清理上传 0个、内容 0个、临时文件 0个"
    assert StoredFile.objects.count() == 1
