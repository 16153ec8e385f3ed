"""The report's table of reasons says a sentence once, and where else it holds."""

import dataclasses

from planner.output.report.writer import report_html
from tests.fixtures.dossier_fixture import make_dossier

SAME = "Next to all that is asked within reach of its plugs is served, so more guns would stand idle."
FIGURES = {
    "district": None,
    "status": "proposed",
    "cost_usd": 1.0,
    "gain": 2.0,
    "gain_per_1000_usd": 3.0,
    "marginal_value": 4.0,
    "marginal_kwh": 4.0,
    "binds": ["demand"],
    "upper_half_share": 0.5,
}


def row(rank, why):
    ranks = dict.fromkeys(("rank", "rank_equal_from", "rank_equal_to", "rank_p10", "rank_p90", "alike_to"), rank)
    return {**FIGURES, "alike_later": 0, **ranks, "site_id": f"osm-w{101 + rank}", "name": f"site {rank}", "why": why}


def test_a_sentence_that_holds_at_several_sites_is_said_once_with_their_number():
    sites = [row(1, SAME), row(2, "Of its own."), row(3, SAME), row(4, SAME)]
    study = {"samples": 40, "value_left_open": 0.0, "below_what_is_left_open": 0, "sites": sites}
    page = report_html(dataclasses.replace(make_dossier(), studies={"reasons": study}))
    table = page[page.index('<table class="full">') :]
    assert table.count(SAME) == 1
    assert f"{SAME} The same holds at 2 other sites." in table
    assert table.count("As at site 1.") == 2
    assert "Of its own.</span>" in table
