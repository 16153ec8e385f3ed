"""An answer of one line, for what is refused before there is a page: by host, size or rate."""

import json
from collections.abc import Mapping

from starlette.responses import Response


def plain(status: int, said: str, headers: Mapping[str, str] | None = None) -> Response:
    """Make it; JSON, as the interface answers, which a browser shows as text as well."""
    body = json.dumps({"error": str(said)}, ensure_ascii=False)
    return Response(body, status, headers=dict(headers or {}), media_type="application/json")
