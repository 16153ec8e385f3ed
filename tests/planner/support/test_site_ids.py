"""A message told with the names of sites changes nothing but the ids in it, however a planner calls her sites."""

import pickle

import pytest

from planner.support.site_ids import SiteId, with_names
from planner.support.speech import LANGUAGES, _, joined, plural, speaking, told


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_and_numbers_that_read_as_an_id_stay_as_they_are(code):
    names = joined(", ", [_("“{name}”", name="Depot 2")])
    said = plural("{n} new site: {names}", "{n} new sites: {names}", 2, names=names)
    energy = _("{kwh:energy} kWh a day more", kwh=13_450.0)
    text = _("{sites}; {energy}, {left:money} left", sites=said, energy=energy, left=2.0)
    with speaking(code):
        assert told(with_names(text, dict.fromkeys(["2", "13", "450", "kWh", "Depot"], "Bazaar"))) == told(text)


@pytest.mark.parametrize("code", LANGUAGES)
def test_ids_are_told_by_names_however_deep_they_stand_and_others_stay(code):
    gone = joined(", ", [SiteId("2"), SiteId("13"), SiteId("7")])
    inner = _("{way} ({why})", way=gone, why="2 of 13")
    quoted = _("plan: site {names!r} is both forced and forbidden; take it from one list", names=SiteId("2"))
    called = {"2": "Bazaar", "13": "Depot"}
    with speaking(code):
        bazaar, depot = (told(_("“{name}”", name=name)) for name in called.values())
        said = told(with_names(pickle.loads(pickle.dumps(inner)), called))
        assert said == f"{bazaar}, {depot}, 7 (2 of 13)"
        of_quoted = told(with_names(quoted, called))
        assert bazaar in of_quoted
        assert f"'{bazaar}" not in of_quoted
    assert "'2'" in quoted
    assert with_names("2 of 13", called) == "2 of 13"
