"""What each row of the edits asks for, with figures read and rows that contradict each other refused."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geodata.numerals import parse_number
from planner.edits.edit_layer import FIELD, EditLayer, EditRow
from planner.edits.told import ToldRow
from planner.edits.words import Action, action_words, actions_in
from planner.support.speech import _, joined

MOST_KW = 100_000.0
"""More at one site is a slip of the pen."""
_COUNTED = (
    re.compile(r"(?P<count>\d{1,9})(?:\s*[x×х*]\s*|\s+)(?P<id>[a-z][\w.-]*)", re.IGNORECASE),
    re.compile(r"(?P<id>[a-z][\w.-]*)(?:\s*[×*]\s*|\s+[xх]?\s*)(?P<count>\d{1,9})", re.IGNORECASE),
    re.compile(r"(?P<id>[a-z][\w.-]*)(?P<count>)", re.IGNORECASE),
)
"""``2 × dc_ccs2_60``, ``dc_ccs2_60 x 2``, ``dc_ccs2_60``; also with the Cyrillic х."""


@dataclass(frozen=True)
class Wish:
    """What a row asks for.

    Parameters
    ----------
    told : ToldRow
        Where it is said what became of it.
    actions : frozenset of Action
    bays, kw : int or None, float or None
        As they are to be.
    chargers : mapping or None
        How many of each type: what is kept or locked.
    """

    told: ToldRow
    actions: frozenset[Action]
    bays: int | None = None
    kw: float | None = None
    chargers: Mapping[str, int] | None = None

    @property
    def row(self) -> EditRow:
        """The row itself."""
        return self.told.row


def wishes_of(rows: Iterable[EditRow]) -> tuple[list[Wish], list[ToldRow]]:
    """Read every row, in the order of sites and not of the file.

    Returns
    -------
    wishes : list of Wish
        Of rows that are understood; those that ask nothing too, for their point may have moved.
    told : list of ToldRow
        One a row.
    """
    ordered = sorted(
        rows, key=lambda one: (one.site_id or "~", one.lat or 0.0, one.lon or 0.0, sorted(one.asked.items()))
    )
    told = [ToldRow(one, one.site_id) for one in ordered]
    by_site: dict[str, list[ToldRow]] = {}
    for one in told:
        if one.row.site_id is not None:
            by_site.setdefault(one.row.site_id, []).append(one)
    out = set()
    for mine in by_site.values():
        out |= _doubled(mine)
    return [wish for one in told if id(one) not in out and (wish := _wish(one)) is not None], told


def _doubled(mine: list[ToldRow]) -> set[int]:
    """Rows of a site that has several and that do not count: all where they ask for different things, else all but one."""
    if len(mine) == 1:
        return set()
    asking = [one for one in mine if _asks(one.row)]
    if len({_meaning(one.row) for one in (asking or mine)}) == 1:
        return {id(one) for one in mine if one is not (asking or mine)[0]}
    for one in asking or mine:
        for action in sorted(actions_in(one.row.asked.get("action"))[0] or {Action.UNKNOWN}):
            one.refuse(
                action, _("{count} edits of this site that do not say the same; leave one", count=len(asking or mine))
            )
    return {id(one) for one in mine}


def _asks(row: EditRow) -> bool:
    return any(name != "note" for name in row.asked)


def _meaning(row: EditRow) -> tuple[object, ...]:
    point = None if row.lon is None or row.lat is None else (round(row.lon, 5), round(row.lat, 5))
    return (point, *sorted((name, text) for name, text in row.asked.items() if name != "note"))


def _wish(told: ToldRow) -> Wish | None:
    """Read the cells of a row; None where all of it is refused."""
    row = told.row
    actions, why = actions_in(row.asked.get("action"))
    if why is not None:
        told.refuse(Action.UNKNOWN, why)
        return None
    against = actions & {Action.FORCE, Action.KEEP, Action.LOCK}
    if Action.FORBID in actions and against:
        for one in sorted(actions):
            told.refuse(
                one,
                _(
                    "the site is to be forbidden and to be built ({against}); leave one",
                    against=joined(", ", [action_words(one) for one in sorted(against)]),
                ),
            )
        return None
    bays = _bays(told, row.asked.get("new_bays"), asked=Action.BAYS in actions)
    kw = _kw(told, row.asked.get("new_kw"), asked=Action.KW in actions)
    chargers = _chargers(told, row, actions)
    if chargers is None:
        actions -= {Action.KEEP, Action.LOCK}
    return Wish(told, actions - {Action.BAYS, Action.KW}, bays, kw, chargers)


def _bays(told: ToldRow, text: str | None, *, asked: bool) -> int | None:
    value = parse_number(text)
    if text is None:
        if asked:
            told.refuse(Action.BAYS, _("new_bays is empty; write the number of bays for chargers there"))
        return None
    if value is None or value != int(value) or value < 1:
        hint = _("; to build nothing, forbid the site") if value == 0 else ""
        told.refuse(
            Action.BAYS,
            _("new_bays is {text!r}; expected a whole number of 1 or more{hint}", text=text[:40], hint=hint),
        )
        return None
    return int(value)


def _kw(told: ToldRow, text: str | None, *, asked: bool) -> float | None:
    if text is None:
        if asked:
            told.refuse(Action.KW, _("new_kw is empty; write the spare power of the site there, in kW"))
        return None
    value = parse_number(re.sub(r"\s*(kw|квт)\s*$", "", text, flags=re.IGNORECASE))
    if value is None or not 0 < value <= MOST_KW:
        hint = _("; to build nothing, forbid the site") if value == 0 else ""
        told.refuse(
            Action.KW,
            _(
                "new_kw is {text!r}; expected kW, more than 0 and at most {most_kw:,.0f}{hint}",
                text=text[:40],
                most_kw=MOST_KW,
                hint=hint,
            ),
        )
        return None
    return value


def _chargers(told: ToldRow, row: EditRow, actions: frozenset[Action]) -> Mapping[str, int] | None:
    """Chargers that are kept or locked: those that are written, else those of the plan."""
    action = Action.LOCK if Action.LOCK in actions or row.asked.get("new_chargers") else Action.KEEP
    if action is Action.KEEP and Action.KEEP not in actions:
        return None
    text = row.asked.get("new_chargers") or row.known.get("chargers_json") or row.known.get("chargers") or ""
    found = chargers_in(text)
    if found is None:
        told.refuse(
            action,
            _("the chargers {text!r} are not understood; write them as '2 x dc_ccs2_60; 1 x ac_t2_22'", text=text[:60]),
        )
    elif not found and action is Action.LOCK:
        told.refuse(action, _("the plan has no chargers here to lock; write them into new_chargers, '2 x dc_ccs2_60'"))
    elif not found and row.known.get("status") in ("existing", "upgrade"):
        told.apply(action, _("the station stands and stays"))
    elif not found:
        told.refuse(action, _("the plan proposes nothing here that could be kept; force the site instead"))
    return found or None


def chargers_before(layer: EditLayer) -> dict[str, dict[str, int]] | None:
    """Chargers of the plan whose layer was edited, by site; None where the layer does not hold them all, as that of a field form does not."""
    cells = {
        row.site_id: row.known.get("chargers_json") or row.known.get("chargers") or ""
        for row in layer.rows
        if row.site_id is not None
    }
    found = {site: chargers_in(text) for site, text in cells.items() if text}
    if layer.layer == FIELD or not any(found.values()) or None in found.values():
        return None
    return {site: chargers for site, chargers in found.items() if chargers}


def chargers_in(text: str) -> dict[str, int] | None:
    """Read ``2 × dc_dual_120; 1 × ac_t2_22``, also with x or without a count, or the JSON of a plan; None where it is neither."""
    if text.lstrip().startswith("["):
        try:
            return _added((str(one["type"]), int(one["count"])) for one in json.loads(text))
        except (ValueError, TypeError, KeyError, OverflowError):
            return None
    pairs = []
    for part in re.split(r"[;,\n]", text):
        if not part.strip():
            continue
        found = next((match for one in _COUNTED if (match := one.fullmatch(part.strip()))), None)
        if found is None:
            return None
        pairs.append((found["id"], int(found["count"] or 1)))
    return _added(pairs)


def _added(pairs: Iterable[tuple[str, int]]) -> dict[str, int] | None:
    out: dict[str, int] = {}
    for name, count in pairs:
        if count < 1:
            return None
        out[name] = out.get(name, 0) + count
    return out
