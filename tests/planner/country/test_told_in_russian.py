"""What a Russian reader of a country is told is Russian, on the console and in the report."""

import io
import logging

import pytest

from planner.cli.reader import VARIABLE
from planner.cli.screen import Screen
from planner.cluster.jobs import not_begun
from planner.country.cities.configurations import RefusedCity
from planner.country.output.report import report_html
from planner.country.plan.planned import Planned
from planner.country.plan.planning import _leave_out
from planner.country.result import Asker
from planner.support.speech import _, speaking
from tests.fixtures.answered_at_once import three_towns
from tests.fixtures.country_fixture import made_country


def test_roads_that_were_left_out_are_told_in_the_language_of_the_reader(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "ru")
    why, printed = not_begun().why, io.StringIO()
    with Screen(stream=printed):
        _leave_out(Planned(three_towns(tmp_path)), [RefusedCity("roads", "", why)])
        logging.getLogger("planner.country").warning("%s", _("{name}: {why}", name="x", why=why))
    left, valued = printed.getvalue().splitlines()
    said = "пользователь остановил расчёт до этой очереди"
    assert left.partition(" ")[2] == f"предупреждение: пропущено: Дороги между городами: {said}"
    assert valued.endswith(f"предупреждение: x: {said}")
    with speaking("ru"):
        page = report_html(
            made_country(askers=(*made_country().askers[:2], Asker(name="roads", kind="roads", failed=why)))
        )
    assert f"Дороги между городами: {said}" in page
    assert "roads:" not in page


@pytest.mark.parametrize(
    ("level", "sign"), [(logging.ERROR, "error: "), (logging.WARNING, "warning: "), (logging.INFO, "")]
)
def test_a_record_that_is_no_message_is_shown_as_it_is(level, sign):
    printed = io.StringIO()
    with Screen(stream=printed, verbose=True):
        logging.getLogger("planner.x").log(level, "%d of 100 %%", 3)
    assert printed.getvalue().partition(" ")[2] == f"{sign}3 of 100 %\n"
