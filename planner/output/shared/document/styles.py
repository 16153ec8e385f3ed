"""Which style each element of a page has on paper, by the page's own style sheets: what CSS says for print, with its variables put in."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import cssselect2
import tinycss2

DEEPEST = 8
"""Variables within variables; a circle ends there."""
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*))?\)")
_MADE_SMALLER = {"small": 0.85, "sup": 0.75, "sub": 0.75, "smaller": 0.83, "larger": 1.2, "medium": 1.0}
PX_PT = 0.75


class Styles:
    """Style sheets of a page.

    Parameters
    ----------
    sheets : iterable of str
        Each as it stands in a ``<style>``.
    """

    def __init__(self, sheets: Iterable[str]) -> None:
        self._matcher = cssselect2.Matcher()
        self._variables: dict[str, str] = {}
        for sheet in sheets:
            self._add(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True))

    def of(self, element: Any) -> dict[str, str]:
        """Declared properties of an element (a wrapper of cssselect2), the last word first asked: important, its own, then by weight."""
        found: list[tuple[bool, Any, dict[str, str]]] = [
            (important, (specificity, order), declared)
            for specificity, order, pseudo, payload in self._matcher.match(element)
            if pseudo is None
            for important, declared in payload
        ]
        own = element.etree_element.get("style")
        if own:
            declared = _declared(tinycss2.parse_blocks_contents(own, skip_comments=True, skip_whitespace=True))
            found += [(important, ((9, 0, 0), 0), part) for important, part in declared]
        found.sort(key=lambda one: one[:2])
        return {
            name: self.resolved(value)
            for _, _, declared in found
            for name, value in declared.items()
            if not name.startswith("--")
        }

    def resolved(self, value: str) -> str:
        """Put variables in; one that is not known leaves nothing."""
        for _ in range(DEEPEST):
            if "var(" not in value:
                return value
            value = _VARIABLE.sub(lambda found: self._variables.get(found[1], found[2] or ""), value)
        return ""

    def _add(self, rules: Iterable[Any]) -> None:
        for rule in rules:
            if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
                if _printed(tinycss2.serialize(rule.prelude)):
                    self._add(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
            elif rule.type == "qualified-rule":
                self._add_rule(rule)

    def _add_rule(self, rule: Any) -> None:
        declared = _declared(tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True))
        if tinycss2.serialize(rule.prelude).strip() in {":root", "html"}:
            for _, part in declared:
                self._variables |= {name: value for name, value in part.items() if name.startswith("--")}
        try:
            selectors = cssselect2.compile_selector_list(rule.prelude)
        except cssselect2.SelectorError:
            return  # a selector for screens that nothing on paper needs
        for selector in selectors:
            self._matcher.add_selector(selector, declared)


def _printed(condition: str) -> bool:
    """Whether a media query means paper: one of its parts says so, or names no medium and no width."""
    return any(
        "print" in part or ("all" in part and "(" not in part)
        for part in condition.lower().split(",")
        if "not" not in part
    )


def _declared(rules: Iterable[Any]) -> list[tuple[bool, dict[str, str]]]:
    """Plain declarations, then important ones."""
    plain: dict[str, str] = {}
    important: dict[str, str] = {}
    for one in rules:
        if one.type == "declaration":
            (important if one.important else plain)[one.name if one.name.startswith("--") else one.lower_name] = (
                tinycss2.serialize(one.value).strip()
            )
    return [(mark, part) for mark, part in ((False, plain), (True, important)) if part]


def length_pt(value: str, em_pt: float = 10.0) -> float | None:
    """A length in points; None for what depends on the room or is no length."""
    found = re.fullmatch(r"([\d.]+)(px|pt|mm|cm|em|rem|)", value.strip().lower())
    if found is None or found[1].count(".") > 1 or found[1] == ".":
        return None
    unit = {"px": PX_PT, "": PX_PT, "pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "em": em_pt, "rem": em_pt}[found[2]]
    return float(found[1]) * unit


def size_pt(style: Mapping[str, str], parent_pt: float, tag: str) -> float:
    """Size of the letters of an element."""
    value = style.get("font-size") or next(iter(_font_sizes(style.get("font", ""))), "")
    if value in _MADE_SMALLER:
        return parent_pt * _MADE_SMALLER[value]
    if value.endswith("%"):
        share = length_pt(value[:-1])
        return parent_pt * share / PX_PT / 100 if share else parent_pt
    return length_pt(value, parent_pt) or parent_pt * _MADE_SMALLER.get(tag, 1.0)


def _font_sizes(font: str) -> list[str]:
    return [part.partition("/")[0] for part in font.split() if part[0].isdigit()]


def colour(value: str) -> str:
    """A colour as ``#rrggbb``; empty for none, or one that lets through what is below."""
    import tinycss2.color3  # noqa: PLC0415  only here

    found = tinycss2.color3.parse_color(value) if value else None
    if found is None or isinstance(found, str) or found.alpha < 0.99:
        return ""
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, part))):02x}" for part in found[:3])
