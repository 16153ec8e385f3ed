"""Which figures a configuration gives: the keys that it names, but for those that its file calls assumed beside their value, as a starter does."""

import re

from planner.config.section import Section

_TABLE = re.compile(r"\s*\[(?P<name>[\w.]+)\]\s*(?:#.*)?")
_CALLED = re.compile(r"\s*(?P<key>\w+)\s*=[^#]*#\s*assumed\b")


def called_assumed(text: str) -> frozenset[str]:
    r"""Keys of a TOML file, dotted, that a remark on their line calls assumed.

    Examples
    --------
    >>> sorted(called_assumed("[grid]\nsite_kw = 9 # assumed; low\n[plan]\nbays = 4 # as counted"))
    ['grid.site_kw']
    """
    table, found = "", set()
    for line in text.splitlines():
        if line.lstrip().startswith("["):
            head = _TABLE.fullmatch(line)
            table = head["name"] if head else ""
        elif mark := _CALLED.match(line):
            found.add(f"{table}.{mark['key']}")
    return frozenset(found)


def given_in(tables: Section) -> frozenset[str]:
    """Keys that a configuration names, dotted; of a list of tables its name alone."""
    found = set[str]()
    for table in tables.model_fields_set:
        section = getattr(tables, table)
        is_table = isinstance(section, Section)
        found |= {f"{table}.{name}" for name in section.model_fields_set} if is_table else {table}
    return frozenset(found)
