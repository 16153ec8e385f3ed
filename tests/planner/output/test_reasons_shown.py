"""The report's table of reasons says a sentence once, and where else it holds."""

import dataclasses

from planner.output.report.writer import report_html
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.ranked_row import ranked_row

SAME = "Next to all that is asked within reach of its plugs is served, so more guns would stand idle."


def test_a_sentence_that_holds_at_several_sites_is_said_once_with_their_number():
    sites = [ranked_row(1, SAME), ranked_row(2, "Of its own."), ranked_row(3, SAME), ranked_row(4, SAME)]
    study = {"samples": 40, "value_left_open": 0.0, "below_what_is_left_open": 0, "sites": sites}
    page = report_html(dataclasses.replace(make_dossier(), studies={"reasons": study}))
    table = page[page.index('<table class="full">') :]
    assert table.count(SAME) == 1
    assert f"{SAME} The same holds at 2 other sites." in table
    assert table.count("As at site 1.") == 2
    assert "Of its own.</span>" in table
