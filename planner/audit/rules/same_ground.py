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
    on: dict[int, list[str]] = {}
    for site in added:
        on.setdefault(int(places.ground.first[places.number()[site]]), []).append(site)
    neighbours = nx.Graph()
    neighbours.add_nodes_from(on)
    neighbours.add_edges_from(pair for pair in places.ground.pairs.tolist() if pair[0] in on and pair[1] in on)
    told = []
    for grounds in nx.find_cliques(neighbours):
        names = sorted(site for ground in grounds for site in on[ground])
        drawn = sum(added[name] for name in names)
        if len(names) > 1 and over(drawn, kw):
            told.append(
                _(
                    "{names} take {kw:.6g} kW of the {left:.6g} that they share",
                    names=", ".join(names),
                    kw=drawn,
                    left=kw,
                )
            )
    return sorted(told)
