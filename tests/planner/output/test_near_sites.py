"""New sites that may be one place are told: who builds both pays two connections for the drivers of one."""

import dataclasses

from shapely.geometry import Point

from planner.output.comparison.page import comparison_html
from planner.output.report.writer import report_html
from planner.output.shared.near_sites import near_sites
from tests.fixtures.comparison_fixture import PLANS, told
from tests.fixtures.dossier_fixture import make_dossier

METRE = 1 / 111_195
"""In degrees of latitude."""


def in_a_row(*gaps_m, status="proposed", east=0.0):
    """The dossier with new sites due north of each other, so far apart, and all others far away."""
    dossier = make_dossier()
    sites = dossier.sites.copy()
    new = sites.index[sites["status"] == "proposed"][: len(gaps_m) + 1]
    assert len(new) == len(gaps_m) + 1
    places = [Point(70.0 + k, 50.0) for k in range(len(sites))]
    for k, at in enumerate(new):
        places[sites.index.get_loc(at)] = Point(76.9 + east * k, 43.2 + METRE * sum(gaps_m[:k]))
    sites["geometry"] = places
    sites.loc[new, "status"] = status
    return dataclasses.replace(dossier, sites=sites), [int(one) for one in sites.loc[new, "rank"]]


def test_pairs_are_named_by_number_the_nearest_first_and_others_counted():
    dossier, rank = in_a_row(79, 140, 149, 118)
    said = near_sites(dossier)
    assert said.startswith("New sites stand less than 150 m from one another, by number: ")
    pairs = said.partition("by number: ")[2].partition(". ")[0].split("; ")
    named = [sorted((rank[k], rank[k + 1])) for k in (0, 3, 1)]
    assert pairs[:3] == [f"{one} and {other} ({m} m)" for (one, other), m in zip(named, (79, 118, 140), strict=True)]
    assert pairs[3:] == ["1 more pair"]
    assert "plan.min_spacing_m" in said


def test_sites_that_keep_apart_or_stand_already_are_not_told():
    assert near_sites(in_a_row(151, 400)[0]) is None
    assert near_sites(in_a_row(80, status="upgrade")[0]) is None
    assert "(101 m)" in near_sites(in_a_row(80, east=METRE * 85)[0]), (
        "a degree of longitude is shorter there: 62 m east"
    )


def test_what_is_less_than_the_limit_is_not_told_as_the_limit_and_no_metres_are_the_same_place():
    dossier, rank = in_a_row(0.4, 149.6)
    said, (one, other, third) = near_sites(dossier), rank
    assert f"{min(one, other)} and {max(one, other)} (the same place)" in said
    assert f"{min(other, third)} and {max(other, third)} (149 m)" in said
    assert "(150 m)" not in said


def test_it_stands_beside_the_headline_of_report_and_comparison_without_the_key():
    dossier, _ = in_a_row(79)
    comparison = comparison_html(told(), dict.fromkeys(PLANS, dossier))
    for page in (report_html(dossier), comparison):
        [note] = [one for one in page.split("<p") if "from one another" in one]
        assert 'class="note"' in note
        assert "(79 m)" in note
        assert "min_spacing" not in note
