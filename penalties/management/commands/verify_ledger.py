"""`manage.py verify_ledger`: recompute the ledger's chain and sums; compare it with checkpoints kept elsewhere."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from penalties.rules.chain import Checkpoint, UnreadableCheckpoint, read_checkpoints
from penalties.selectors.verification import current_checkpoint, verify_ledger

UNSOUND, UNREADABLE = 1, 2
MOST_SHOWN = 100


class Command(BaseCommand):
    """Exit status 0: sound. 1: something does not hold (each on a line). 2: the checkpoint file cannot be read."""

    help = "校验台账：逐笔重算指纹、序号、各案两方合计；--against 与另存的校验点核对；--checkpoint 打印现在的校验点。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--against", metavar="FILE", help="另存的校验点文件（- 为标准输入）")
        parser.add_argument("--checkpoint", action="store_true", help="只打印现在的校验点：来源、笔数、末笔指纹")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["checkpoint"]:
            self.stdout.write(current_checkpoint().text(), ending="")
            return
        checkpoints = self._read(options["against"]) if options["against"] else []
        found = verify_ledger(checkpoints)
        for finding in found.findings[:MOST_SHOWN]:
            self.stderr.write(finding.text)
        if len(found.findings) > MOST_SHOWN:
            self.stderr.write(f"…… 共 {len(found.findings)}处")
        if not found.is_sound:
            sys.exit(UNSOUND)
        against = f"，与 {len(checkpoints)}个校验点相符" if checkpoints else ""
        self.stdout.write(f"台账完整：{found.end.count}笔逐笔校验{against}，末笔指纹 {found.end.root}")

    def _read(self, name: str) -> list[Checkpoint]:
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
            return read_checkpoints(text)
        except (OSError, UnicodeDecodeError, UnreadableCheckpoint) as problem:
            self.stderr.write(f"校验点文件读不出：{problem}")
            sys.exit(UNREADABLE)
