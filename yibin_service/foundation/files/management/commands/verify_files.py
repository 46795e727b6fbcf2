"""Rehash every stored content against its name and the rows that tell of it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yibin_service.foundation.files import storage
from yibin_service.foundation.files.models import StoredFile


class Command(BaseCommand):
    help = "逐个重算证据文件的指纹；有缺失或损坏时列出并以 1 退出"

    def handle(self, *args: Any, **options: Any) -> None:
        checked, faulty = 0, 0
        for file in StoredFile.objects.order_by("sha256").iterator():
            checked += 1
            if not storage.is_whole(file.sha256):
                faulty += 1
                names = "、".join(file.attachments.values_list("stream", flat=True)[:3])
                self.stderr.write(f"{file.sha256} 缺失或损坏（{names or '没有附件用它'}）")
        if faulty:
            raise CommandError(f"{checked}个文件，{faulty}个缺失或损坏：请从备份恢复这些文件")
        self.stdout.write(f"{checked}个文件，全部完好")
