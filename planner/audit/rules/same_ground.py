"""The connection that neighbouring sites share, audited."""

import networkx as nx

from planner.audit.reckoning import added_kw, over
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """Places that all lie within `sites.same_ground_m` of each other take no more new power than one of them is assumed to have (`grid.default_site_kw`)."""
    places, grid = question.places, question.scenario.grid
    added, kw = added_kw(plan, question), grid.default_site_kw * grid.winter_share
    built = {site: places.number()[site] for site in added}
    neighbours = nx.Graph()
    neighbours.add_edges_from(places.ground_pairs.tolist())
    site_of = {number: site for site, number in built.items()}
    together = nx.find_cliques(neighbours.subgraph(site_of))
    told = []
    for numbers in together:
        names = sorted(site_of[one] for one in numbers)
        drawn = sum(added[name] for name in names)
        if over(drawn, kw):
            told.append(
                _(
                    "{names} take {kw:.6g} kW of the {left:.6g} that they share",
                    names=", ".join(names),
                    kw=drawn,
                    left=kw,
                )
            )
    return sorted(told)
