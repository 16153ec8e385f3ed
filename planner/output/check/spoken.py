"""Words of a check's codes: kinds of doubts, severities, fields of a station, who may park."""

from collections.abc import Callable, Mapping

from planner.output.shared.coded import coded
from planner.support.speech import _, joined, told, within

Words = Mapping[str, Callable[[], str]]

_DOUBTS: Words = {
    "coordinates": lambda: within("kind of doubt", "coordinates"),
    "unknown plug": lambda: within("kind of doubt", "unknown plug"),
    "plug": lambda: within("kind of doubt", "plug"),
    "guessed power": lambda: within("kind of doubt", "guessed power"),
    "power": lambda: within("kind of doubt", "power"),
    "count of plugs": lambda: within("kind of doubt", "count of plugs"),
    "status": lambda: within("kind of doubt", "status"),
    "access": lambda: within("kind of doubt", "access"),
    "connection to the grid": lambda: within("kind of doubt", "connection to the grid"),
    "duplicate": lambda: within("kind of doubt", "duplicate"),
    "sources disagree": lambda: within("kind of doubt", "sources disagree"),
    "stale": lambda: within("kind of doubt", "stale"),
    "identity": lambda: within("kind of doubt", "identity"),
    "trial or withdrawn": lambda: within("kind of doubt", "trial or withdrawn"),
    "override": lambda: within("kind of doubt", "override"),
    "times": lambda: within("kind of doubt", "times"),
    "energy": lambda: within("kind of doubt", "energy"),
    "speed": lambda: within("kind of doubt", "speed"),
    "not given": lambda: within("kind of doubt", "not given"),
    "how it was read": lambda: within("kind of doubt", "how it was read"),
    "recognised headings": lambda: within("kind of doubt", "recognised headings"),
    "other": lambda: within("kind of doubt", "other"),
}
_FIELDS: Words = {
    "place": lambda: within("field of a station", "place"),
    "plugs": lambda: within("field of a station", "plugs"),
    "name": lambda: within("field of a station", "name"),
    "operator": lambda: within("field of a station", "operator"),
    "address": lambda: within("field of a station", "address"),
    "access": lambda: within("field of a station", "access"),
    "connection": lambda: within("field of a station", "connection"),
    "city": lambda: within("field of a station", "city"),
    "updated": lambda: within("field of a station", "updated"),
    "accessible": lambda: within("field of a station", "accessible"),
}


def doubt_words(kind: str) -> str:
    """Kind of a doubt."""
    return _DOUBTS[kind]() if kind in _DOUBTS else told(kind)


def field_words(field: str) -> str:
    """Field of a station."""
    return _FIELDS[field]() if field in _FIELDS else field


def who_may_park(access: str) -> str:
    """Who may park at a site."""
    return str(coded("access", access))


def gate_words(why: str) -> str:
    """Why [gates] leave a site out, ``land disputed, access private``, in words."""
    return joined(", ", [_gate(*one.partition(" ")[::2]) for one in why.split(", ")])


def _gate(gate: str, status: str) -> str:
    known: Words = {
        "land": lambda: _("land {status}", status=coded("land_status", status)),
        "connection": lambda: _("connection {status}", status=coded("connection_status", status)),
        "access": lambda: _("access {status}", status=coded("access", status)),
    }
    return known[gate]() if gate in known else f"{gate} {status}".strip()
