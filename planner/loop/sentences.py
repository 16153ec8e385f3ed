"""What changed from one plan to the next, as a sentence."""

from collections.abc import Callable, Collection, Mapping, Sequence

from planner.loop.changes import Changes, PlugServed
from planner.output.shared.proof_words import better_by
from planner.support.speech import _, joined, plural

MOST_NAMED = 3
"""Sites that are named; the others are counted."""
COUNTED_SHARE = 0.005
"""A smaller change of the share of its demand that a plug is served is none."""
COUNTED_KWH = 0.5
"""Less energy a day is the same."""


def changed_words(
    changes: Changes, called: Mapping[str, str], stand: Collection[str] = (), worth: float | None = None
) -> str:
    """Say which sites changed, how much more or less is served, and what is left of the money.

    Parameters
    ----------
    changes : Changes
    called : mapping
        Names by id.
    stand : collection of str
        Sites at which a station stands today: more guns there extend it.
    worth : float, optional
        How much more the energy is worth to drivers, weighted kWh a day.
    """
    return _(
        "{sites}; {energy}, {left:money} left",
        sites=_sites(changes, called, stand),
        energy=_energy(changes.kwh, worth),
        left=changes.after.left_usd,
    )


def improved_words(changed: str, gap: float) -> str:
    """Say that a better plan was found, or a closer proof of the one after the last edit."""
    return _("{what}; looked further: no plan is more than {gap:gap_most} better", gap=better_by(gap), what=changed)


def balanced_words(changed: str, changes: Changes) -> str:
    """Say first which balance of plugs is asked for, and what each plug is served of its demand, now and before."""
    before = {str(one.name): one.share for one in changes.before.plugs}
    moved = [one for one in changes.after.plugs if _moved(one.share, before.get(str(one.name), 0.0))]
    plugs = [_served(one, before.get(str(one.name), 0.0)) for one in moved]
    values = {"share": changes.after.balance, "old": changes.before.balance, "what": changed}
    if not plugs:
        return _(
            "balance of plugs {share:.4g} instead of {old:.4g}: every plug is served what it was; {what}", **values
        )
    return _(
        "balance of plugs {share:.4g} instead of {old:.4g}: of their demand are served {plugs}; {what}",
        plugs=joined(", ", plugs),
        **values,
    )


def _moved(now: float, old: float) -> bool:
    """Whether a share differs, and in the whole percents that are told of it too."""
    return abs(now - old) >= COUNTED_SHARE and round(100 * now) != round(100 * old)


def _served(now: PlugServed, old: float) -> str:
    return _("{name} {share:percent} (before {old:percent})", name=now.name, share=now.share, old=old)


def found_words(changed: str) -> str:
    """Say that a plan is better though its edits allow only less."""
    return _("{what}; better not by the edit, which only takes choices away: the search found what the plan before had missed within its gap", what=changed)  # fmt: skip


def oversized_words(changed: str) -> str:
    """Say that sites change which share no driver with the edit, and why."""
    return _(
        "{what}; sites farther away change too, since no plan as good was found with them as they were",
        what=changed,
    )


def adding_words(changed: str) -> str:
    """Say that something is added at sites which share no driver with the edit, and for which money."""
    return _(
        "{what}; farther away something is added for the money that the edit leaves, and nothing taken away",
        what=changed,
    )


def _sites(changes: Changes, called: Mapping[str, str], stand: Collection[str]) -> str:
    new, extended = _apart(changes.new, stand)
    gone, left = _apart(changes.gone, stand)
    said: tuple[tuple[Sequence[str], Callable[[int, str], str]], ...] = (
        (new, lambda n, names: plural("{n} new site: {names}", "{n} new sites: {names}", n, names=names)),
        (
            extended,
            lambda n, names: plural(
                "{n} existing station extended: {names}", "{n} existing stations extended: {names}", n, names=names
            ),
        ),
        (gone, lambda n, names: plural("{n} site given up: {names}", "{n} sites given up: {names}", n, names=names)),
        (
            left,
            lambda n, names: plural(
                "{n} existing station no longer extended: {names}",
                "{n} existing stations no longer extended: {names}",
                n,
                names=names,
            ),
        ),
        (
            changes.other,
            lambda n, names: plural(
                "{n} site with other chargers: {names}", "{n} sites with other chargers: {names}", n, names=names
            ),
        ),
    )
    parts = [tell(len(sites), _named(sites, called)) for sites, tell in said if sites]
    return joined("; ", parts) if parts else _("the same sites and chargers")


def _apart(sites: Sequence[str], stand: Collection[str]) -> tuple[list[str], list[str]]:
    """Sites where nothing stands, and those where a station does."""
    return [one for one in sites if one not in stand], [one for one in sites if one in stand]


def _named(sites: Sequence[str], called: Mapping[str, str]) -> str:
    names = joined(", ", [_("“{name}”", name=called.get(site, site)) for site in sites[:MOST_NAMED]])
    more = len(sites) - MOST_NAMED
    return names if more <= 0 else plural("{names} and {n} more", "{names} and {n} more", more, names=names)


def _energy(kwh: float, worth: float | None) -> str:
    if abs(kwh) < COUNTED_KWH:
        return _("the same energy")
    if kwh > 0 and worth is not None and worth < 0:
        return _("{kwh:energy} kWh a day more, but farther from its drivers and so worth less to them", kwh=kwh)
    if kwh > 0:
        return _("{kwh:energy} kWh a day more", kwh=kwh)
    return _("{kwh:energy} kWh a day less", kwh=-kwh)
