"""What an answer of a service says beside its body: whether to ask again, and how long to wait."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from geodata.loose import mapping_of, short, text_of

MOST_PAUSE_S = 60.0


def asked_pause(headers: Mapping[str, str], otherwise: float) -> float:
    """Pause of Retry-After, in seconds or as a date, at most `MOST_PAUSE_S`."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:6]), MOST_PAUSE_S)
    try:
        until = parsedate_to_datetime(said)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError):
        return min(otherwise, MOST_PAUSE_S)
    return min(max((until - datetime.now(UTC)).total_seconds(), 0.0), MOST_PAUSE_S)


def word_of(parsed: object) -> str:
    """What a server says of its refusal, where it says it in a usual key."""
    words = (text_of(mapping_of(parsed).get(key)) for key in ("status_message", "message", "error", "detail"))
    said = next((word for word in words if word), None)
    return f": {short(said, 120)}" if said else ""
