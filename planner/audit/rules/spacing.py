"""Spacing of new sites, audited."""

from itertools import combinations
from math import dist

from planner.audit.reckoning import new_sites
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """New sites lie at least `plan.min_spacing_m` apart, as the crow flies."""
    places, number, least_m = question.places, question.places.number(), question.scenario.plan.min_spacing_m
    return [
        _("{one} and {other} are nearer than {least_m:g} m", one=one, other=other, least_m=least_m)
        for one, other in combinations(new_sites(plan, question), 2)
        if dist(places.xy_m[number[one]], places.xy_m[number[other]]) < least_m * (1 - 1e-9)
    ]
