"""`manage.py verify_report FILE`: is this the report that was sealed?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from penalties.reports.verify_file import NotAReport, verify_file


class Command(BaseCommand):
    help = "核对一份月报文件（xlsx 或 PDF）：与封存时是否相同，封存的数字与台账是否相符。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Status 0 when everything holds, 1 with a line for each thing that does not, 2 for a file that is no report."""
        path: Path = options["file"]
        try:
            found = verify_file(path.read_bytes())
        except OSError as problem:
            raise CommandError(f"读不出 {path}：{problem.strerror}", returncode=2) from problem
        except NotAReport as problem:
            raise CommandError(f"{path.name}：{problem}", returncode=2) from problem
        report = found.report
        self.stdout.write(f"{report}  报表指纹 {report.figures_hash}")
        self.stdout.write(f"台账 {report.entry_count}笔  链根 {report.chain_root}")
        if not found.is_sound:
            raise CommandError("\n".join(found.findings), returncode=1)
        how = "与封存的文件逐字节相同" if found.is_original else "不是封存的那份文件，但每一格都与封存的数字相同"
        self.stdout.write(f"{how}；封存的数字与台账相符")
