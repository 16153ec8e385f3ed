"""The headline of a comparison: what to quote of the plan to build, what it builds, and with which sites to begin."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from geodata.connectors import Connector
from planner.compare.reading import plans_of, quoted, safest, served_by_world, shown_in, the_plan
from planner.dossier.dossier import Dossier
from planner.output.shared.balance_words import headline_lines, much_withheld
from planner.output.shared.chargers import listed as chargers_in
from planner.output.shared.headline import headline_of, sample_of
from planner.output.shared.places import titles
from planner.output.shared.words import family_label, percent
from planner.support.speech import _, either, joined, plural, told

Told = Mapping[str, Any]
MOST_NAMED = 5
"""Sites to begin with that are named."""


def plan_to_build(data: Told) -> str | None:
    """The hedged plan, or the one for a single world that loses least at worst; None where nothing was compared."""
    hedged = data.get("hedged")
    if hedged and data.get("max_regret", {}).get(hedged) is not None:
        return str(hedged)
    found = safest(data) if len(data["mixes"]) > 1 else plans_of(data)[0]
    return None if found is None else str(found)


def comparison_headline(data: Told, dossiers: Mapping[str, Dossier], *, named_sites: int = MOST_NAMED) -> list[str]:
    """Sentences on the plan to build: what to quote of it, its sites and cabinets by standard, where to begin; none where none can be named."""
    plan = plan_to_build(data)
    if plan is None or plan not in dossiers:
        return []
    dossier = dossiers[plan]
    quote = headline_of(dossier).lines[0]
    if plan not in data["mixes"] and sample_of(dossier).sure_kwh is not None:
        quote = joined(" ", [quote, _of_which_world(data, plan)])
    said = (quote, _built(data, plan, dossier), _out_of_balance(data, plan), _begin(data, dossier, named_sites))
    return [one for one in said if one]


def balance_sentences(data: Told, dossiers: Mapping[str, Dossier]) -> list[str]:
    """What the balance of plugs costs in the plan to build, or why that does not keep it, where the headline has not said so; none where none can be named."""
    plan = plan_to_build(data)
    if plan is None or plan not in dossiers:
        return []
    studies = dossiers[plan].studies
    if studies.get("plug_balance", {}).get("missed") and _out_of_balance(data, plan):
        withheld = much_withheld(studies)
        return [withheld] if withheld else []
    return headline_lines(studies)


def _of_which_world(data: Told, plan: str) -> str:
    """In which world the figure to quote of a plan for several was worked out, and whether the plan serves less in another."""
    world, served = shown_in(data, plan), served_by_world(data, plan)
    least = min(served, key=served.__getitem__, default=world)
    if len(served) < 2 or world not in served:
        return _("That is worked out for {world} alone.", world=quoted(data, world))
    if percent(served[world], 1) == percent(served[least], 1):
        return _("That is worked out for {world}; by the model the plan serves no smaller share, to a tenth of a per cent, in any other world compared.", world=quoted(data, world))  # fmt: skip
    return _("That is worked out for {world}; by the model it serves least if {worst} comes: {least:percent1} of the demand, where it is {here:percent1} here.", world=quoted(data, world), worst=quoted(data, least), least=served[least], here=served[world])  # fmt: skip


def _built(data: Told, plan: str, dossier: Dossier) -> str:
    card = dossier.scorecard
    parts = [
        plural("{n:number} new site", "{n:number} new sites", card.new_sites),
        *(
            [plural("{n:number} upgraded station", "{n:number} upgraded stations", card.upgraded_sites)]
            if card.upgraded_sites
            else []
        ),
        *(
            _("{count} cabinets for {standard}", standard=standard, count=str(count))
            for standard, count in _by_standard(dossier)
        ),
    ]
    return _("Build {plan} for {usd:money}: {parts}.", plan=the_plan(data, plan), usd=card.cost_usd, parts=joined(", ", parts))  # fmt: skip


def _out_of_balance(data: Told, plan: str) -> str:
    """Where the plan to build misses the balance of plugs, the first of such worlds in the words of the audit; empty where nowhere."""
    missed = data.get("imbalance", {}).get(plan, {})
    if not missed:
        return ""
    world = next(iter(missed))
    return _("It does not keep the balance of plugs if {worlds} comes; if {world}, {how}.", worlds=either([quoted(data, one) for one in missed]), world=quoted(data, world), how=told(missed[world]).rstrip("."))  # fmt: skip


def _by_standard(dossier: Dossier) -> list[tuple[str, int]]:
    """New cabinets and posts by the plug families that they serve, most first; work on standing guns does not count."""
    found: Counter[str] = Counter()
    for cell in dossier.sites["chargers"]:
        for one in chargers_in(cell):
            plugs = [] if one.get("words") else [Connector.named(name) for name in one["connectors"]]
            families = sorted({family_label(plug.family.value) for plug in plugs if plug is not None and plug.family})
            if families:
                found[" + ".join(families)] += int(one["count"])
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _begin(data: Told, dossier: Dossier, most: int) -> str:
    """The first sites of the plan that every world wants, by their numbers; empty where there is none."""
    sites = dossier.sites[dossier.sites["status"] != "existing"].sort_values("rank")
    sure, called = set(map(str, data.get("no_regret_sites") or ())), titles(dossier)
    first = [f"{int(rank)}. {called[str(site)]}" for site, rank in zip(sites["site_id"], sites["rank"], strict=True) if str(site) in sure]  # fmt: skip
    if not first:
        return ""
    return _(
        "Begin with sites that every world wants: {sites}.", sites=joined("; ", first[:most]).removesuffix(".")
    )  # a name may end in one
