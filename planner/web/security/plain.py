"""An answer of one line, for what is refused before there is a page: by host, size or rate."""

import json
from collections.abc import Mapping

from markupsafe import escape
from starlette.responses import Response


def plain(status: int, said: str, headers: Mapping[str, str] | None = None) -> Response:
    """Make it; JSON, as the interface answers, which a browser shows as text as well."""
    body = json.dumps({"error": str(said)}, ensure_ascii=False)
    return Response(body, status, headers=dict(headers or {}), media_type="application/json")


def told_on_page(status: int, said: str) -> Response:
    """Make a bare page of one line, which needs no template and so cannot fail as one did."""
    body = f"<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'><title>evplan</title><h1>evplan</h1><p>{escape(said)}</p>"
    return Response(body, status, media_type="text/html; charset=utf-8")
