"""The third-party files that pages load, served from node_modules and collected into the static root.

The icons named in pages/icons.txt become one sprite, `vendor/icons.svg`.
"""

import os
import re
import threading
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

MODULES = Path(settings.BASE_DIR) / "node_modules"
ICON_NAMES = Path(__file__).with_name("icons.txt")
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "sortable.min.js": "sortablejs/Sortable.min.js",
    "echarts.min.js": "echarts/dist/echarts.min.js",
    "inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "inter-latin-ext.woff2": "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
    "noto-devanagari.woff2": (
        "@fontsource-variable/noto-sans-devanagari/files/noto-sans-devanagari-devanagari-wght-normal.woff2"
    ),
}


def built() -> Path:
    """The folder `vendor/` as pages see it, made anew where a source is newer."""
    home = Path(settings.DATA_DIR) / "vendor"
    home.mkdir(parents=True, exist_ok=True)
    for name, source in FILES.items():
        origin, target = MODULES / source, home / name
        if origin.exists() and (not target.exists() or target.stat().st_mtime < origin.stat().st_mtime):
            content = origin.read_bytes()
            put(target, without_map(content) if target.suffix in (".css", ".js") else content)
    sprite = home / "icons.svg"
    if not sprite.exists() or sprite.stat().st_mtime < ICON_NAMES.stat().st_mtime:
        put(sprite, icon_sprite(ICON_NAMES.read_text().split()).encode())
    return home


def without_map(content: bytes) -> bytes:
    """The file without the reference to its source map, which is not collected."""
    return re.sub(rb"\n?/[/*]# sourceMappingURL=[^\n]*", b"", content)


def put(target: Path, content: bytes) -> None:
    """Write a file whole: processes and threads that start together build the same ones."""
    new = target.with_name(f"{target.name}.{os.getpid()}.{threading.get_ident()}")
    new.write_bytes(content)
    new.replace(target)


def icon_sprite(names: list[str]) -> str:
    symbols = []
    for name in names:
        source = (MODULES / "@tabler/icons/icons/outline" / f"{name}.svg").read_text()
        paths = "".join(re.findall(r"<path(?! stroke=\"none\")[^>]*/>", source))
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{paths}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


class VendorFinder(BaseFinder):
    """`vendor/<name>` for the files above and the sprite."""

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        folder, _slash, name = path.partition("/")
        found = str(built() / name) if folder == "vendor" and name in [*FILES, "icons.svg"] else None
        return ([found] if found else []) if find_all else found

    def list(self, ignore_patterns):
        storage = FileSystemStorage(location=built())
        storage.prefix = "vendor"  # type: ignore[attr-defined]  # how a finder tells collectstatic the folder
        for name in [*FILES, "icons.svg"]:
            yield name, storage
