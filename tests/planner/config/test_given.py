"""What a configuration gives is told as given, also where it is as it would be by default; what a starter calls assumed is not."""

import dataclasses

import pytest

from planner.config.levers import with_keys
from planner.config.scenario import load_scenario
from planner.dossier.dossier import Dossier
from planner.output.shared.plain_words import keyless
from planner.output.shared.reader import written_for
from tests.fixtures.dossier_fixture import make_dossier

FILE = """name = "A"
[city]
name = "A"
roads = "a.osm"
[grid]
default_site_kw = 250{remark}
"""


@pytest.mark.parametrize(
    ("remark", "said"),
    [("", "set for this plan"), ("  # assumed wherever nothing is known; confidence low", "assumed")],
)
def test_a_value_written_by_hand_is_given_though_it_is_that_of_the_default(tmp_path, remark, said):
    (tmp_path / "a.toml").write_text(FILE.format(remark=remark), encoding="utf-8")
    scenario = load_scenario(tmp_path / "a.toml")
    assert scenario.grid.default_site_kw == type(scenario.grid)().default_site_kw
    assert scenario.given == with_keys(scenario, {}, where="test").given
    changed = scenario.with_plan(gap=0.05).with_sites(default_bays=3).with_languages("ru")
    assert {"plan.max_drive_min", "sites.bay_share", "output.currency"}.isdisjoint(changed.given)
    made = dataclasses.replace(
        make_dossier(side=2, roads=1), configuration=changed.model_dump(mode="json"), given=changed.given
    )
    for dossier in (made, Dossier.from_json(made.to_json())):
        with written_for(dossier, "en"):
            assert keyless("grid.default_site_kw") == said
            assert keyless("grid.assumed_cable_m") == "assumed"
    own = with_keys(scenario, {"grid.default_site_kw": 250}, where="test")
    assert "grid.default_site_kw" in own.given, "a script that says so gives it"
