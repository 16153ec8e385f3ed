"""Which edits of a turn can be applied, and why the others cannot, before any plan is looked for."""

from collections.abc import Collection, Mapping, Sequence

from geodata.city_places import CityPlacer
from planner.edits.told import REFUSED, ToldRow
from planner.edits.words import Action
from planner.loop.asking import Asked
from planner.loop.changes import added_at
from planner.loop.edits import Edit, Hold, Kind
from planner.loop.folded import site_of
from planner.model.rules.plug_balance import unbalanced
from planner.plan import Plan
from planner.support.site_ids import SiteId
from planner.support.speech import _, joined, listed
from planner.support.spelling import nearest_known

MEANT: dict[Action, tuple[Kind, ...]] = {
    Action.FORCE: (Kind.FORCE,),
    Action.FORBID: (Kind.FORBID,),
    Action.LOCK: (Kind.LOCK, Kind.CHARGERS),
    Action.KEEP: (Kind.CHARGERS,),
    Action.MOVE: (Kind.MOVE,),
    Action.DRAWN: (Kind.ADD,),
    Action.BAYS: (Kind.BAYS, Kind.ADD),
    Action.KW: (Kind.KW, Kind.ADD),
}
"""Edits that an action of a row comes from."""
BUILDS = (Kind.FORCE, Kind.CHARGERS)
MOST_LETTERS = 120
MOST_NAMED = 3


def understood(edit: Edit, asked: Asked, plan: Plan, drawn: Collection[str] = ()) -> tuple[Edit, str | None]:
    """The edit as it is kept, and why it cannot be applied, None where that is not known yet.

    Chargers that are locked as they are become those of the plan.

    Parameters
    ----------
    edit : Edit
    asked : Asked
        What holds so far.
    plan : Plan
        As it is looked at.
    drawn : collection of str
        Sites that edits beside it add.
    """
    if why := _no_place(edit, asked):
        return edit, why
    if edit.kind is Kind.RELEASE and edit.site is None:
        known = edit.name in asked.folded.areas
        return edit, None if known else _("no area that is kept free is called {name}", name=edit.name)
    if edit.site is None or edit.site in drawn:
        return edit, None
    number = asked.question.places.number()
    if edit.site not in number:
        near = str(nearest_known(edit.site, number))[:MOST_LETTERS]
        return edit, _("no site has the id {site}; {near}", site=edit.site, near=near)
    return (edit, None) if edit.kind is not Kind.LOCK else _locked(edit, edit.site, asked, plan)


def _no_place(edit: Edit, asked: Asked) -> str | None:
    """Why no site may stand where an edit puts one: outside the city, or in an area that is kept free."""
    if edit.at is None:
        return None
    point, _why = CityPlacer(asked.city.crs, asked.city.boundary).place(*map(repr, edit.at))
    if point is None:
        return _("the place lies outside the city; choose one inside its boundary")
    areas = asked.folded.areas_at(point, asked.city.crs)
    return _("the place lies in the area {area}, which is kept free", area=areas[0]) if areas else None


def _locked(edit: Edit, site: str, asked: Asked, plan: Plan) -> tuple[Edit, str | None]:
    """Chargers as they are: those of the plan, or none beside what stands."""
    places = asked.question.places
    if mine := added_at(plan).get(site, {}):
        return Edit(Kind.CHARGERS, site=site, chargers=tuple(sorted(mine.items())), hold=Hold.EXACTLY), None
    if places.existing[places.number()[site]]:
        return Edit(Kind.FORBID, site=site), None
    return edit, _("the plan builds nothing there that could be locked; force or forbid the site")


def refusals(asked: Asked, edits: Sequence[Edit]) -> dict[int, str]:
    """Which of the edits of a turn cannot be applied, by their place, and why; all of them where they break an earlier edit."""
    found: dict[int, str] = {}
    why_not = [*_in_areas(asked, edits), *_of_rows(asked.told, edits), *_left_out(asked, edits)]
    for at, why in [*why_not, *_out_of_balance(asked, edits)]:
        for place in range(len(edits)) if at is None else (at,):
            found.setdefault(place, why)
    return beside(found, edits)


def beside(refused: Mapping[int, str], edits: Sequence[Edit]) -> dict[int, str]:
    """With them every other edit of the same site: what is asked of one site at once is done as a whole or not at all."""
    why = {site: said for at, said in refused.items() if (site := site_of(edits[at])) is not None}
    others = {at: why[site] for at, edit in enumerate(edits) if (site := site_of(edit)) in why}
    return {**others, **refused}


def _left_out(asked: Asked, edits: Sequence[Edit]) -> list[tuple[int | None, str]]:
    """Sites that are added where the configuration leaves such ones out, and room at stations that others run."""
    places = asked.question.places
    number, gates = places.number(), places.gates
    out: list[tuple[int | None, str]] = []
    for at, edit in enumerate(edits):
        j = number.get(site_of(edit) or "") if edit.kind is Kind.ADD else None
        if j is not None and gates.excluded[j]:
            out.append(
                (at, _("the site is left out by [gates]: {why}; give its status a price there", why=gates.why[j]))
            )
    ask = asked.question.scenario.plan
    named = {*ask.forced, *(one.site for one in ask.locked)}
    for at, edit in enumerate(edits):
        j = number.get(edit.site or "") if edit.kind in (Kind.BAYS, Kind.KW) else None
        if j is not None and places.of_others[j] and edit.site not in named:
            told = _(
                "{operator} runs the station, and the plan leaves it as it is; force it to build there",
                operator=places.operator[j],
            )
            out.append((at, told))
    return out


def _out_of_balance(asked: Asked, edits: Sequence[Edit]) -> list[tuple[int | None, str]]:
    """Balances of plugs where there are no two families to balance."""
    return [
        (at, _("{why}; {action}", why=fault.reason, action=fault.action))
        for at, edit in enumerate(edits)
        if edit.kind is Kind.BALANCE
        for fault in unbalanced(asked.question)
    ]


def _of_rows(told: Sequence[ToldRow], edits: Sequence[Edit]) -> list[tuple[int | None, str]]:
    out: list[tuple[int | None, str]] = []
    for row in told:
        site = row.row.site_id
        if row.site_id != site:
            out.append(
                (_last(edits, site, (Kind.ADD,)), _("a site is there already: {site}", site=SiteId(row.site_id)))
            )
        for action, outcome, said in row.outcomes:
            if outcome != REFUSED:
                continue
            at = _last(edits, site, MEANT.get(action, ()))
            why = said if at is not None else _("{site}: {said}", site=SiteId(site), said=said)
            out.append((at, why))
    return out


def _last(edits: Sequence[Edit], site: str | None, kinds: tuple[Kind, ...]) -> int | None:
    """Place of the last edit of a site, of these kinds where there is one; None where none of them is of it."""
    mine = [at for at, edit in enumerate(edits) if site_of(edit) == site]
    of_kind = [at for at in mine if edits[at].kind in kinds]
    return next(reversed(of_kind or mine), None)


def _in_areas(asked: Asked, edits: Sequence[Edit]) -> list[tuple[int | None, str]]:
    """What is to be built in an area that is kept free."""
    if not asked.folded.areas:
        return []
    inside = asked.folded.kept_free(asked.city)
    built = {site for site, one in asked.folded.sites.items() if one.rule in BUILDS}
    built |= set(asked.question.scenario.plan.forced)
    built |= {one.site for one in asked.question.scenario.plan.locked if one.hold != "at_most"}
    out: list[tuple[int | None, str]] = []
    clashes = sorted(built & set(inside))
    for site in clashes:
        at = _last(edits, site, BUILDS)
        if at is not None:
            out.append((at, _("the site lies in the area {area}, which is kept free", area=inside[site])))
    drawn = [at for at, edit in enumerate(edits) if edit.kind is Kind.KEEP_FREE]
    for at in drawn:
        mine = [SiteId(site) for site in clashes if inside[site] == edits[at].name]
        if mine:
            sites = joined(", ", mine[:MOST_NAMED]) if len(mine) > MOST_NAMED else listed(mine)
            out.append((at, _("in the area lies what must be built: {sites}; release it first", sites=sites)))
    return out
