"""A picture of the loop as the page draws it: sites, figures, edits and what changed, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from planner.loop.history import names_of
from planner.loop.steps import EditJson as Edit
from planner.loop.steps import Step
from planner.support.speech import _, plural
from planner.web.loops.scenery import Scenery, charger_words
from planner.web.plans.figures import Figures
from planner.web.titled import with_titles

MOST_BUDGET = 2.0
"""The slider of the budget reaches so many times the budget of the run."""


def picture(
    found: Mapping[str, Any], scenery: Scenery, steps: Sequence[Step], places: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Make what the page draws.

    Parameters
    ----------
    found : mapping
        `planner.loop.turn.Turn.picture`.
    scenery : Scenery
    steps : sequence of steps
        Edits that hold.
    places : mapping
        Candidates by id, for names of sites at which nothing is built.
    """
    drawn = {str(one["id"]): one for one in found["sites"]}
    shown = [scenery.site(one) for one in found["sites"] if one["status"] in ("new", "upgrade", "existing")]
    _ranked_as_filed(shown, scenery)
    edits = edits_told(steps, {**places, **drawn}, scenery)
    _stated(shown, edits)
    filed = {one: site["rank"] for one, site in scenery.sites.items()}
    shown.sort(
        key=lambda one: (
            one["status"] == "existing",
            one["rank"] or filed.get(one["id"]) or 10**9,
            -one["kwh"],
            one["id"],
        )
    )
    gone = [_place(one, scenery) for one in found["sites"] if _change(one) == "gone"]
    changed = {
        kind: [str(one["id"]) for one in found["sites"] if _change(one) == word]
        for kind, word in (("new", "new"), ("changed", "other"))
    }
    figures = _figures(found, scenery)
    if _is_as_filed(found, steps):
        figures = replace(figures, headline=scenery.figures.headline)
    return {
        "sites": shown,
        "figures": scenery.told(figures),
        "changes": {**changed, "gone": gone},
        "edits": edits,
        "levers": {"budget": _budget(figures, scenery), "balance": _balance(found)},
        "said": "" if _is_as_filed(found, steps) else _sentence(with_titles(found["sentence"])),
        "became": found["became"],
        "conflict": None
        if found["conflict"] is None
        else {
            "said": _sentence(with_titles(found["conflict"]["text"])),
            "ways": list(map(with_titles, found["conflict"]["ways"])),
        },
    }


def _is_as_filed(found: Mapping[str, Any], steps: Sequence[Step]) -> bool:
    """Whether it is the plan of the run, of which the line of its proof says all there is to say."""
    changed = any(one["changed"] for one in found["sites"])
    return not steps and not changed and not found.get("anew") and found["became"] in ("planned", "improved")


def edits_told(
    steps: Sequence[Step], places: Mapping[str, Mapping[str, Any]], scenery: Scenery
) -> list[dict[str, Any]]:
    """Steps in words: ``id, words, site, title, at, state, ring``; by its id a step is taken back."""
    out = []
    for name, step in zip(names_of(steps), steps, strict=True):
        edit = _main(step)
        site = edit.get("site")
        place = places.get(str(site), {})
        title = _title(str(site), place, scenery)
        at = [edit["lon"], edit["lat"]] if "lon" in edit else [place["lon"], place["lat"]] if place else None
        out.append(
            {
                "id": name,
                "words": "; ".join(dict.fromkeys(_words(one, title) for one in step)),
                "site": None if site is None else str(site),
                "title": title if site is not None else None,
                "at": at,
                "state": _STATES.get(edit["kind"]),
                "ring": edit.get("polygon"),
            }
        )
    return out


_STATES = {
    "lock": "locked",
    "chargers": "locked",
    "force": "forced",
    "forbid": "forbidden",
    "move": "moved",
    "add": "added",
    "bays": "measured",
    "kw": "measured",
}


def _main(step: Step) -> Edit:
    """The edit that says most of a step, a site named where any names one."""
    added = next((one for one in step if one["kind"] == "add"), None)
    ruled = next((one for one in step if one["kind"] in ("chargers", "lock", "force", "forbid")), None)
    if added is not None:
        return {**added, **({"site": ruled["site"]} if ruled else {})}
    return ruled or step[0]


def _words(edit: Edit, title: str) -> str:
    kind = edit["kind"]
    if kind == "chargers":
        return _("{site}: exactly {chargers}", site=title, chargers=charger_words(edit["chargers"]))
    if kind == "budget":
        return _("budget of {usd:money}", usd=edit["usd"])
    if kind == "keep_free":
        return _("{area} is kept free", area=edit["name"])
    if kind == "bays":
        return f"{title}: {plural('{n:number} bay', '{n:number} bays', edit['bays'])}"
    if kind == "kw":
        return _("{site}: {kw:number} kW of spare power", site=title, kw=edit["kw"])
    known = {
        "lock": lambda: _("{site}: locked as it is", site=title),
        "force": lambda: _("{site}: something is built here", site=title),
        "forbid": lambda: _("{site}: nothing is added here", site=title),
        "move": lambda: _("{site}: moved", site=title),
        "add": lambda: _("a site was added"),
        "anew": lambda: _("everything planned anew"),
        "balance": lambda: _("balance of plugs {share:.4g}", share=edit["share"]),
        "release": lambda: _("{site}: released", site=title),
    }
    return known[kind]()


def _title(site: str, place: Mapping[str, Any], scenery: Scenery) -> str:
    filed = scenery.sites.get(site)
    at = (place["lon"], place["lat"]) if "lon" in place else None
    if filed and at and scenery.moved(site, at) and place.get("name"):
        return str(place["name"])
    return str(filed["title"]) if filed else str(place.get("name") or place.get("title") or site)


def _stated(shown: Sequence[dict[str, Any]], edits: Sequence[Mapping[str, Any]]) -> None:
    """Let sites say what was done with them, where the question does not say it already."""
    done = {one["site"]: one["state"] for one in edits if one["site"] is not None and one["state"]}
    for site in shown:
        site["state"] = done.get(site["id"]) or site["state"]


def _ranked_as_filed(shown: Sequence[dict[str, Any]], scenery: Scenery) -> None:
    """Let sites keep their order of building where the plan is the filed one and the loop has not put it in order yet."""
    if any(site["rank"] for site in shown):
        return
    filed = {one: site["chargers"] for one, site in scenery.sites.items() if site["chargers"]}
    if {site["id"]: site["chargers"] for site in shown if site["chargers"]} == filed:
        for site in shown:
            site["rank"] = scenery.sites[site["id"]]["rank"] if site["id"] in scenery.sites else None


def _change(drawn: Mapping[str, Any]) -> str | None:
    """What became of a site; a station that is extended, or no longer, stood before and still stands."""
    return "other" if drawn["changed"] and drawn["status"] in ("upgrade", "existing") else drawn["changed"]


def _place(drawn: Mapping[str, Any], scenery: Scenery) -> dict[str, Any]:
    site = str(drawn["id"])
    return {"id": site, "title": _title(site, drawn, scenery), "at": [drawn["lon"], drawn["lat"]]}


def _figures(found: Mapping[str, Any], scenery: Scenery) -> Figures:
    sums = found["totals"]
    return Figures(
        served_kwh=sums["served_kwh"],
        demand_kwh=sums["demand_kwh"],
        cost_usd=sums["cost_usd"],
        budget_usd=sums["budget_usd"],
        new_sites=int(sums["new_sites"]),
        upgraded_sites=int(sums["upgraded_sites"]),
        chargers=int(sums["chargers"]),
        gap=found["gap"],
        proven=found["status"] == "optimal",
        objective=scenery.figures.objective,
    )


def _budget(now: Figures, scenery: Scenery) -> dict[str, float] | None:
    """Ends and step of the slider; none where the plan has no budget."""
    usual = scenery.figures.budget_usd
    if now.budget_usd is None or not usual:
        return None
    most = max(MOST_BUDGET * usual, now.budget_usd)
    step = 10.0 ** (len(str(int(usual))) - 2) / (2 if str(int(usual))[0] in "123" else 1)
    return {"value": now.budget_usd, "least": 0.0, "most": most, "step": max(1.0, step)}


def _balance(found: Mapping[str, Any]) -> dict[str, float] | None:
    """The same of the balance of plugs; none where there is nothing to balance."""
    known = found.get("balance")
    return None if known is None else {"value": known["share"], "least": 0.0, "most": 1.0, "step": 0.05}


def _sentence(text: str) -> str:
    """With a capital and a full stop."""
    whole = text.strip()
    return whole[:1].upper() + whole[1:] + ("" if not whole or whole[-1] in ".!?" else ".")
