"""Pages load nothing from another host and carry no inline style or script: the content policy would refuse them."""

import re

import pytest

from .sources import name_of, project_files

PAGES = ("templates", "yibin_service", "cases", "liability", "penalties", "staff")
FROM_OUTSIDE = {
    ".html": re.compile(r"""\b(?:src|srcset|href|action|poster|data)\s*=\s*["']\s*(?:https?:)?//""", re.I),
    ".css": re.compile(r"""(?:url\(\s*["']?|@import\s+["'])\s*(?:https?:)?//""", re.I),
    ".js": re.compile(
        r"""(?:import\s*\(?|from|fetch\s*\(|src\s*=|importScripts\s*\()\s*["'`]\s*(?:https?:)?//""", re.I
    ),
}
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script without a file": re.compile(r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*application/json)", re.I),
    "a javascript address": re.compile(r"""=\s*["']\s*javascript:""", re.I),
}
# Sheets for the PDF program are drawn without a browser; they carry their own style.
PRINTED = re.compile(r"(^|/)(print|prints|reports|pdf)/")


@pytest.mark.parametrize("suffix", FROM_OUTSIDE)
def test_nothing_is_loaded_from_another_host(suffix: str):
    found = [
        f"{name_of(path)}: {match.group(0)}"
        for path in project_files(suffix, under=PAGES)
        for match in FROM_OUTSIDE[suffix].finditer(path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize("kind", INLINE)
def test_no_page_template_has(kind: str):
    found = [
        f"{name_of(path)}: {match.group(0)[:80]}"
        for path in project_files(".html", under=PAGES)
        if not PRINTED.search(name_of(path))
        for match in INLINE[kind].finditer(path.read_text())
    ]
    assert found == []


def test_no_own_script_or_style_names_a_map_file():
    found = [
        name_of(path)
        for suffix in (".js", ".css")
        for path in project_files(suffix, under=("yibin_service",))
        if "sourceMappingURL" in path.read_text()
    ]
    assert found == []
