"""Texts from elsewhere in the program without its own words: keys of the configuration and names of its tables and files."""

import re
from functools import cache

from markupsafe import Markup, escape

from planner.output.shared.fact_tables import fact_table
from planner.output.shared.key_words import key_words
from planner.output.shared.own_words import own_words
from planner.support.resources import configs_dir
from planner.support.speech import _, told

_TABLES = "buses|city|coming|compare|demand|fleet|gates|grid|inventory|plan|sessions|simulation|sites|stations|tariff|traffic|upgrades"
_KEY = rf"(?:(?:{_TABLES})\.[a-z_]+|[a-z]+(?:_[a-z]+)+)"
_KEYS = re.compile(rf"\s*\((?:\[\[?(?:{_TABLES})\]?\]|{_KEY}(?:(?:, | \w+ |; ){_KEY})*)\)")
"""Keys or a table alone in brackets, whatever the language's word for *and*."""
_DOTTED = rf"\b(?:{_TABLES})\.[a-z_]+"
_RUN = rf"(?:[^;.]|{_DOTTED}|(?<=\d)\.(?=\d))*"
_ADVICE = re.compile(rf"; {_RUN}(?:\[\[?(?:{_TABLES})\]?\]|{_DOTTED}){_RUN}(?=[.;]|$)")
"""What to change in the configuration, at the end of a sentence: for who makes the plan, not for who reads it."""
_ONE = rf"(?:\[\[?(?P<table>{_TABLES})\]?\](?: (?P<name>[a-z_]+))?|(?P<dotted>(?:{_TABLES})\.(?!(?:csv|geojson|gpkg|json|toml|xlsx)\b)[a-z_]+))"
_SET = re.compile(rf"(?:^|(?<=[;,] )){_ONE}(?P<more>(?:(?:, | \w+ )[a-z]+(?:_[a-z]+)+)*)(?=$|[;,])")
"""Keys that are all that a part of a text says: as its source. A key amid a sentence stays as it is: no word would fit every sentence."""
_FACTS = re.compile(r"\b(?:configs/(?:facts/)?)?([a-z]+(?:_[a-z]+)*)\.csv\b(?:, [a-z]+(?:_[a-z]+)+\b)?")
_CODE = re.compile(r"\b(?:geodata|planner)/[a-z_/]+\.py\b")
_SNAKE = re.compile(r"(?<![\w/.-])[a-z]+(?:_[a-z]+)+(?![\w/.-])")


def keyless(text: object) -> str:
    """Tell a text without keys of the configuration and paths of the program's own files.

    Examples
    --------
    >>> keyless("full in the peak hour (plan.max_wait_min, plan.wait_probability)")
    'full in the peak hour'
    >>> keyless("the plan may build beside stations it does not know of; give their list as [[stations]].")
    'the plan may build beside stations it does not know of.'
    >>> keyless("[grid] default_site_kw"), keyless("private_home 31 kW")
    ('a setting of the plan', 'private home 31 kW')
    >>> keyless("определяет размер плана (grid.default_site_kw; sites.default_bays, bay_share и upgrade_bays).")
    'определяет размер плана.'
    >>> keyless("column 'centroid_latitude' of demand_points")
    "column 'centroid_latitude' of demand points"
    >>> keyless("configs/facts/winter_penalty.csv, dc_charge_power_factor"), keyless("my_fleet.csv")
    ('the table of facts “winter penalty”', 'my_fleet.csv')
    """
    plain = own_words(told(text))
    if not any(sign in plain for sign in "_./["):
        return plain
    plain = _ADVICE.sub("", _KEYS.sub("", plain))
    plain = _CODE.sub(lambda _found: _("a rule of the program"), _FACTS.sub(_table, plain))
    return _SNAKE.sub(_spaced, _SET.sub(_source, plain))


def _spaced(found: re.Match[str]) -> str:
    """A name of the program's as words; what is quoted stands so in a file of the user's."""
    quoted = found.string[found.start() - 1 : found.start()] == "'" == found.string[found.end() : found.end() + 1]
    return found[0] if quoted else found[0].replace("_", " ")


def _source(found: re.Match[str]) -> str:
    """Say of keys that stand for a source whether they were set."""
    table, name = found["dotted"].split(".") if found["dotted"] else (found["table"], found["name"] or "")
    more = re.findall(r"[a-z]+(?:_[a-z]+)+", found["more"])
    return key_words([(table, one) for one in (name, *more)])


def _table(found: re.Match[str]) -> str:
    """Say of a file of facts what it is; any other file is the user's own."""
    name = found[1]
    if name not in _known() and not found[0].startswith("configs/"):
        return found[0]
    return _("the table of facts “{name}”", name=fact_table(name))


@cache
def _known() -> frozenset[str]:
    return frozenset(path.stem for path in (configs_dir() / "facts").glob("*.csv"))


def shown(value: object) -> object:
    """What a template puts on the page: words without those of the program; what was escaped already stays as it is."""
    return keyless(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def kept(value: object) -> Markup:
    """A text from data to the letter: paths, ids, records."""
    return escape(str(value))
