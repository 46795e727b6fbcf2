"""Fetch the pinned front-end files and fonts and write them where the product serves or reads them.

Run by a developer when a version changes, never at install: the files it writes are committed. It needs `npm`
(only `npm pack`, which downloads and installs nothing else). Source-map comments are taken out, because the
manifest storage would look for the maps.
"""

import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
STATIC = BASE / "yibin_service" / "static"
VENDOR = STATIC / "vendor"
FONTS = BASE / "fixtures" / "fonts"
BROWSER_TESTS = BASE / "tests" / "browser" / "vendor"

# package → version, licence, and (file in the package, where it goes).
PACKAGES: dict[str, tuple[str, str, list[tuple[str, Path]]]] = {
    "@tabler/core": ("1.6.1", "MIT", [("dist/css/tabler.min.css", VENDOR / "tabler.min.css")]),
    "htmx.org": (
        "2.0.10",
        "0BSD",
        [("dist/htmx.min.js", VENDOR / "htmx.min.js"), ("LICENSE", VENDOR / "htmx.LICENSE")],
    ),
    "echarts": (
        "6.1.0",
        "Apache-2.0",
        [
            ("dist/echarts.common.min.js", VENDOR / "echarts.common.min.js"),
            ("LICENSE", VENDOR / "echarts.LICENSE"),
            ("NOTICE", VENDOR / "echarts.NOTICE"),
        ],
    ),
    "@tabler/icons": ("3.49.0", "MIT", [("LICENSE", VENDOR / "tabler.LICENSE")]),
    "@expo-google-fonts/noto-sans-sc": (
        "0.4.3",
        "OFL-1.1",
        [
            ("400Regular/NotoSansSC_400Regular.ttf", FONTS / "NotoSansSC-Regular.ttf"),
            ("700Bold/NotoSansSC_700Bold.ttf", FONTS / "NotoSansSC-Bold.ttf"),
            ("LICENSE_FONT", FONTS / "LICENSE"),
        ],
    ),
    "axe-core": (
        "4.14.1",
        "MPL-2.0",
        [("axe.min.js", BROWSER_TESTS / "axe.min.js"), ("LICENSE", BROWSER_TESTS / "axe.LICENSE")],
    ),
}

# Outlines the pages draw, by their Tabler names. `{% icon %}` refuses a name that is not here.
ICON_NAMES = """
adjustments alert-circle alert-triangle archive arrow-back-up arrow-right arrows-exchange ban bell bell-ringing book
building building-factory-2 calculator calendar-event calendar-off calendar-plus calendar-time camera-plus category
chart-histogram check checklist checks chevron-down chevron-left chevron-right chevron-up circle-check circle-dashed
clipboard clipboard-check clipboard-list clock clock-check cloud-check cloud-off coin copy database-off
device-floppy download edit external-link eye file-check file-description file-import file-plus file-spreadsheet
file-text file-type-pdf filter filter-off folder gavel git-compare help-circle history home hourglass-low id
info-circle key keyboard layout-dashboard letter-case link list-check list-details list-search lock lock-open
logout map-pin menu-2 message-circle minus news notes packages paperclip pencil phone photo player-pause plus
printer qrcode receipt refresh report report-money rubber-stamp ruler scale search send settings shield-check
shield-lock signature sitemap stack-2 table tag tool tools trash truck-delivery upload user user-check user-circle
user-edit user-plus users users-group wallet wifi-off writing-sign x
"""


def fetch(package: str, version: str, folder: Path) -> Path:
    """The package's tarball in `folder`."""
    done = subprocess.run(
        ["npm", "pack", "--silent", f"{package}@{version}"], cwd=folder, check=True, capture_output=True, text=True
    )
    return folder / done.stdout.strip().splitlines()[-1]


def without_source_map(content: bytes) -> bytes:
    content = re.sub(rb"/\*# sourceMappingURL=.*?\*/", b"", content)
    return re.sub(rb"^//# sourceMappingURL=.*$", b"", content, flags=re.MULTILINE).rstrip() + b"\n"


def take(archive: tarfile.TarFile, name: str, target: Path) -> None:
    member = archive.extractfile(f"package/{name}")
    assert member is not None, f"{name} is not a file of the package"
    content = member.read()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(without_source_map(content) if target.suffix in {".css", ".js"} else content)


def symbol(name: str, svg: str) -> str:
    """One `<symbol>`: colour and stroke width come from the page."""
    body = re.sub(r"\s+", " ", svg[svg.index(">", svg.index("<svg")) + 1 : svg.index("</svg>")]).strip()
    body = body.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "").strip()
    return (
        f'<symbol id="i-{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        f' stroke-linecap="round" stroke-linejoin="round">{body}</symbol>'
    )


def write_sprite(archive: tarfile.TarFile) -> None:
    symbols = []
    for name in ICON_NAMES.split():
        member = archive.extractfile(f"package/icons/outline/{name}.svg")
        assert member is not None, f"no outline named {name}"
        symbols.append(symbol(name, member.read().decode()))
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (STATIC / "icons.svg").write_text(sprite)


def main() -> None:
    lines = ["Written by scripts/vendor_assets.py. Package, version, licence:", ""]
    with tempfile.TemporaryDirectory() as folder:
        for package, (version, licence, files) in PACKAGES.items():
            with tarfile.open(fetch(package, version, Path(folder))) as archive:
                for name, target in files:
                    take(archive, name, target)
                if package == "@tabler/icons":
                    write_sprite(archive)
            lines.append(f"{package}  {version}  {licence}")
    (VENDOR / "VERSIONS").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
