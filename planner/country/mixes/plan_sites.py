"""The sites that a plan of a country for a world builds, one by one: where each is, which plugs it has and what it costs."""

from collections.abc import Mapping, Sequence

from planner.corridors.question.instance import CorridorInstance
from planner.country.accounts import ROADS_NAME
from planner.country.mixes.offers import Offer
from planner.country.world_play import PlanSite


def sites_of(chosen: Mapping[str, Offer], roads: Sequence[CorridorInstance]) -> tuple[PlanSite, ...]:
    """All sites of a plan, by part and name.

    Parameters
    ----------
    chosen : mapping of str to Offer
        By part.
    roads : sequence of CorridorInstance
        The roads with the stations on offer in all worlds, and in that of the country's plan.
    """
    out = []
    for part, offer in chosen.items():
        for site, kinds in sorted(offer.built.items()):
            if site not in offer.at:
                continue
            if part == ROADS_NAME:
                out += [_station(roads, site, key, offer.at[site]) for key in kinds]
            else:
                kw, usd = offer.sizes.get(site, (None, None))
                out.append(PlanSite(part, site, *offer.at[site], cabinets=dict(kinds), grid_kw=kw, cost_usd=usd))
    return tuple(out)


def _station(roads: Sequence[CorridorInstance], site: str, key: str, at: tuple[float, float]) -> PlanSite:
    for one in roads:
        for option in one.places[one.place_at[site]].options if site in one.place_at else ():
            if option.key == key:
                guns = {family: int(count) for family, count in zip(one.families, option.guns, strict=True) if count}
                cabinets = {kind.kind: kind.count for kind in option.cabinets}
                return PlanSite(ROADS_NAME, site, *at, site, cabinets, guns, option.grid_kw, option.cost_usd)
    return PlanSite(ROADS_NAME, site, *at, site)
