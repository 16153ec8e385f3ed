"""Small losses, shares just below all, and figures with their units, as a Russian reader has them."""

from dataclasses import replace

import pytest
from openpyxl import load_workbook

from planner.corridors.facts.parameters import told_figure
from planner.country.output.workbook import write_workbook
from planner.support.amounts import percent
from planner.support.speech import speaking, told
from tests.fixtures.country_fixture import made_country


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.988, "99 %"), (0.998, "99.8 %"), (0.9996, "99.96 %"), (1 - 1e-7, "99.99 %"), (1.0, "100 %"), (0.0004, "<1 %")],
)
def test_a_share_just_below_all_is_told_as_near_to_it_as_it_is(share, said):
    assert percent(share).replace("\u202f", " ") == said


def test_a_loss_of_a_tenth_of_a_per_cent_is_not_shown_as_none_in_the_workbook(tmp_path):
    worlds = made_country().worlds
    plays = tuple(replace(one, value=7_490.0, best=7_500.0) for one in worlds.plays)
    write_workbook(made_country(worlds=replace(worlds, plays=plays)), tmp_path / "country.xlsx")
    sheet = load_workbook(tmp_path / "country.xlsx")["Worlds"]
    at = [cell.value for cell in sheet[1]].index("Loses at most, %")
    assert sheet[2][at].number_format == "#,##0.0#"
    lost = 100 * plays[0].regret
    assert lost <= sheet[2][at].value <= lost + 0.01, "rounded up to what is shown, for it is what is lost at most"
    assert 0 < plays[0].regret < 0.005


def test_words_that_are_units_stand_in_brackets_behind_their_figure():
    with speaking("ru"):
        said = [told(told_figure(name, "central", "x").value) for name in ("soc_start", "gravity_people", "cable_km")]
    assert said == [
        "0,9 (доля батареи; от 0,8 до 1)",
        "1 (показатель степени; от 0,8 до 1,1)",
        "1 км (от 0,3 до 5)",
    ]
