"""A page of results that holds others in frames: these go within it, for what is shown as a stranger may ask this site for nothing more."""

import re
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from planner.web.runs.results import file_in

_FRAME = re.compile(r'(<iframe )src="([^"]+)"')
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
_SCRIPT = re.compile(r"'sha256-[\w+/=]+'")


def with_frames(page: str, results: Path) -> str:
    """A page whose frames hold the pages of the results that they name; a frame of anything else stays empty.

    What is in a frame keeps its own policy and is bound by that of the page as well, which therefore lets the scripts of these pages run, and no others.
    """
    scripts: dict[str, None] = {}

    def held(frame: re.Match[str]) -> str:
        file = file_in(results, unquote(unescape(frame[2])))
        inner = file.read_text(encoding="utf-8") if file is not None else ""
        own = _POLICY.search(inner)
        scripts.update(dict.fromkeys(_SCRIPT.findall(unescape(own[1])) if own else ()))
        return f'{frame[1]}srcdoc="{escape(inner)}"'

    def opened(policy: re.Match[str]) -> str:
        let = policy[1].replace("script-src ", f"script-src {' '.join(scripts)} ", 1)
        let = let.replace("img-src data:", "img-src data: blob:; font-src data:", 1)
        return policy[0].replace(policy[1], let)

    return _POLICY.sub(opened, _FRAME.sub(held, page), count=1)
