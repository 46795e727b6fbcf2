"""Free uploads never used and contents nothing points to."""

from typing import Any

from django.core.management.base import BaseCommand

from yibin_service.foundation.acts.selectors import database_now
from yibin_service.foundation.files.services.sweep_orphans import sweep_orphans


class Command(BaseCommand):
    help = "清理 60 天未用的上传、一天以上无人引用的内容和中断留下的临时文件"

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweep_orphans(at=database_now())
        self.stdout.write(f"清理上传 {swept.uploads}个、内容 {swept.contents}个、临时文件 {swept.leftovers}个")
