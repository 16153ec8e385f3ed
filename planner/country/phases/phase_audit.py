"""Phases of a country reckoned again from what each site and station costs: the money by then, and that each phase holds the one before."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from planner.country.phases.phase import Phase
from planner.support.speech import _

ROUNDING = 1e-6


def broken_phases(phases: Sequence[Phase], prices_usd: Mapping[str, Sequence[float]]) -> list[str]:
    """Name every promise of phases that is not kept, in words; an empty list is phases that keep them all.

    Parameters
    ----------
    phases : sequence of Phase
    prices_usd : mapping of str to sequence of float
        Of each city, and the roads, what every site of the whole plan costs, in the order of building.
    """
    found = [said for phase in phases for said in _money(phase, prices_usd)]
    for one, later in pairwise(phases):
        for name, sites in one.sites.items():
            if later.sites.get(name, 0) < sites or later.usd.get(name, 0.0) < one.usd[name] - ROUNDING:
                found.append(
                    _(
                        "{name}: what is built by {year} does not stand by {later}",
                        name=name,
                        year=str(one.year),
                        later=str(later.year),
                    )
                )
    if phases:
        last = phases[-1]
        found += [
            _("{name}: the last phase is not the whole plan", name=name)
            for name, prices in prices_usd.items()
            if last.sites.get(name) != len(prices)
        ]
    return found


def _money(phase: Phase, prices_usd: Mapping[str, Sequence[float]]) -> Iterator[str]:
    year, spent = str(phase.year), 0.0
    for name, prices in prices_usd.items():
        usd, said = sum(prices[: phase.sites.get(name, 0)]), phase.usd.get(name, 0.0)
        spent += usd
        if abs(usd - said) > ROUNDING * max(1.0, usd):
            yield _(
                "{name}: what is built by {year} costs {usd:money}, not {said:money}",
                name=name,
                year=year,
                usd=usd,
                said=said,
            )
    if max(spent, phase.spent_usd) > phase.money_usd * (1 + ROUNDING):
        yield _(
            "what is built by {year} costs {usd:money}, more than {budget:money}",
            year=year,
            usd=max(spent, phase.spent_usd),
            budget=phase.money_usd,
        )
