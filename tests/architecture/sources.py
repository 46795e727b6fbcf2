"""The project's own files, as git knows them (and what is not committed yet)."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("cases", "liability", "penalties", "staff", "yibin_service")


def project_files(*suffixes: str, under: tuple[str, ...] = ()) -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *under], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in suffixes and path.exists():
            yield path


def python_of_the_product() -> Iterator[Path]:
    for path in project_files(".py", under=APPS):
        if "migrations" not in path.parts:
            yield path


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
