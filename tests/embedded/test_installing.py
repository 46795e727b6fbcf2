"""scripts/install.sh on machines that lack something, played by stand-ins on the PATH."""

import shutil
import subprocess
from pathlib import Path

import pytest

from yibin_service.embedded.places import CHECKOUT

TOOLS = ("dirname", "cat", "cksum", "grep", "sed", "tail", "mkdir", "rm", "sh", "env", "sleep")
SOUND_PYTHON = """case "$*" in
  *version_info*) exit 0 ;;
  *ensurepip*) exit {venv} ;;
  -) exit {pango} ;;
  "-m venv .venv") mkdir -p .venv/bin; echo 'case "$*" in *"-m pip"*) echo "$*" >>asked;; esac' >.venv/bin/python
     chmod +x .venv/bin/python ;;
esac
"""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout with the few files the script reads, and a PATH with nothing but plain tools."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(CHECKOUT / "scripts" / "install.sh", tmp_path / "scripts")
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        (tmp_path / name).write_text(f"# {name}\n")
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    chmod = shutil.which("chmod")
    assert chmod is not None
    (tools / "chmod").symlink_to(chmod)
    stand_in(tmp_path, "id", "echo 1000")
    return tmp_path


def stand_in(machine: Path, name: str, script: str) -> None:
    program = machine / "bin" / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def install(machine: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [machine / "bin" / "sh", "scripts/install.sh"],
        cwd=machine,
        env={"PATH": str(machine / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_is_told_in_one_line(machine: Path):
    stand_in(machine, "python3", 'case "$*" in --version) echo "Python 3.9.2" ;; *) exit 1 ;; esac')
    told = install(machine)
    assert told.returncode == 1
    assert "需要 Python 3.11" in told.stderr and "3.9.2" in told.stderr
    assert len(told.stderr.splitlines()) == 1


def test_no_python_at_all_is_told_in_one_line(machine: Path):
    told = install(machine)
    assert told.returncode == 1
    assert "没有 python3" in told.stderr
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "lacks, package", [({"venv": 1, "pango": 0}, "python3-venv"), ({"venv": 0, "pango": 1}, "libpango-1.0-0")]
)
def test_a_missing_package_is_told_in_one_line_with_the_command(machine: Path, lacks: dict[str, int], package: str):
    stand_in(machine, "python3", SOUND_PYTHON.format(**lacks))
    stand_in(machine, "apt-get", "exit 1")
    told = install(machine)
    assert told.returncode == 1
    assert package in told.stderr and "apt-get install -y" in told.stderr
    assert len(told.stderr.splitlines()) == 1


def test_with_sudo_without_password_the_missing_package_is_installed(machine: Path):
    stand_in(machine, "python3", SOUND_PYTHON.format(venv=1, pango=0))
    stand_in(machine, "apt-get", 'echo "$*" >>apt-asked')
    stand_in(machine, "sudo", 'case "$1" in -n) exit 0 ;; esac; "$@"')
    told = install(machine)
    assert told.returncode == 0, told.stderr
    asked = (machine / "apt-asked").read_text()
    assert "install -y --no-install-recommends python3-venv" in asked
    assert "update" in asked.splitlines()[0]


def test_the_second_time_nothing_is_installed_again(machine: Path):
    stand_in(machine, "python3", SOUND_PYTHON.format(venv=0, pango=0))
    assert install(machine).returncode == 0
    first = (machine / "asked").read_text()
    assert install(machine).stdout == ""
    assert (machine / "asked").read_text() == first


def test_changed_requirements_are_installed_anew(machine: Path):
    stand_in(machine, "python3", SOUND_PYTHON.format(venv=0, pango=0))
    install(machine)
    (machine / "constraints.txt").write_text("django==0\n")
    assert "安装 Python 依赖" in install(machine).stdout
