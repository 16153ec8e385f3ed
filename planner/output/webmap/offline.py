"""Conversion of a page with linked files to one that embeds them; its content security policy forbids any request but for pictures of one host.

That host gives tiles, which nobody asks for until the reader turns their layer on.
"""

import base64
import hashlib
import mimetypes
import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from planner.output.shared.letters import letters_css

LEAFLET = "xstatic:leaflet/"
OWN = "evplan:"
TILES = "https://tile.openstreetmap.org"
"""The only address that a map may ever ask."""
_SCRIPT_LINK = re.compile(r'<script src="([^"]*)"></script>')
_STYLE_LINK = re.compile(r'<link rel="stylesheet" href="([^"]*)"\s*/?>')
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")


def bundled(html: str) -> str:
    """Replace each linked script and style sheet by its text, put the letters that ship with it in, and add a Content-Security-Policy that allows these alone.

    Raises
    ------
    LookupError
        The page links to something that no dependency carries; such a map would not open without a network.
    """
    html = _SCRIPT_LINK.sub(lambda found: f"<script>{_script(found[1])}</script>", html)
    html = _STYLE_LINK.sub(lambda found: f"<style>{_style(found[1])}</style>", html)
    html = html.replace("</head>", f"<style>{letters_css()}</style>\n</head>", 1)
    return html.replace("<head>", f'<head>\n<meta http-equiv="Content-Security-Policy" content="{_policy(html)}">', 1)


def asset(name: str) -> str:
    """Text of one of our own files."""
    return (resources.files("planner.output.webmap") / "assets" / name).read_text(encoding="utf-8")


def _script(address: str) -> str:
    text = _read(address).decode("utf-8")
    # A comment that names a source map would make developer tools ask for it.
    text = re.sub(r"//# sourceMappingURL=.*", "", text)
    return text.replace("</script", "<\\/script")


def _style(address: str) -> str:
    text = _read(address).decode("utf-8")
    folder = address.rpartition("/")[0]
    return (
        _CSS_URL.sub(lambda found: f"url({_data_uri(f'{folder}/{found[1]}')})", text)
        if address.startswith(LEAFLET)
        else text
    )


def _data_uri(address: str) -> str:
    if not address.startswith(LEAFLET):  # "#default#VML" and the like
        return "data:,"
    try:
        content = _read(address)
    except LookupError:
        return "data:,"
    kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _read(address: str) -> bytes:
    opened: dict[str, Callable[[str], bytes]] = {LEAFLET: _leaflet, OWN: lambda name: asset(name).encode("utf-8")}
    for prefix, read in opened.items():
        if address.startswith(prefix):
            return read(address.removeprefix(prefix))
    raise LookupError(f"the map links to {address!r}, which no dependency carries; it would not open without a network")


def _leaflet(name: str) -> bytes:
    from xstatic.pkg import leaflet  # type: ignore[import-untyped]  # noqa: PLC0415  only a map needs it

    file = Path(leaflet.BASE_DIR) / name
    if not file.is_file():
        raise LookupError(f"xstatic-leaflet has no file {name!r}")
    return file.read_bytes()


def _policy(html: str) -> str:
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
        for text in _INLINE_SCRIPT.findall(html)
    )
    return f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: {TILES}; font-src data:; base-uri 'none'; form-action 'none'"
