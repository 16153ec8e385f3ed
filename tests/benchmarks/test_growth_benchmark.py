"""Time against size: ladders that double, a slope that is one, and a drawing that says what was measured."""

import itertools
import json
from xml.etree import ElementTree as ET

import pytest

from benchmarks.__main__ import main
from benchmarks.growth import LADDERS, exponent
from benchmarks.growth_plot import HEIGHT, LEFT, WIDTH, Line, plot
from benchmarks.registry import REGISTRY
from tests.conftest import ROOT

PROMISED = ["value", "bound", "gap", "status", "cpu_s", "wall_s", "peak_mb"]
SVG = "{http://www.w3.org/2000/svg}"


def line(name="one", sizes=(100, 200, 400), seconds=(0.1, 0.2, 0.4), status=("optimal",) * 3):
    return Line(name, "things", sizes, seconds, [None] * len(sizes), status)


def test_every_ladder_is_of_a_family_that_can_be_run():
    """`growth` runs its rungs as commands and does not ask the registry, which lists it."""
    assert set(LADDERS) <= set(REGISTRY)


@pytest.mark.parametrize("name", LADDERS)
def test_every_rung_has_twice_the_size_of_the_one_before(name):
    _, rung_of = LADDERS[name]
    sizes = [rung_of(rung)[0] for rung in range(5)]
    assert [large / small for small, large in itertools.pairwise(sizes)] == pytest.approx([2.0] * 4, rel=0.02)


def test_the_largest_rungs_are_the_cities_of_the_registry():
    assert LADDERS["siting"][1](4)[1][:4] == ["--zones", "20000", "--sites", "4000"]
    assert LADDERS["drive-times"][1](4)[1][:4] == ["--side", "316", "--sources", "2000"]


def test_twice_the_time_for_twice_the_size_is_an_exponent_of_one():
    assert exponent(line()) == pytest.approx(1.0)
    assert exponent(line(seconds=(1.0, 4.0, 16.0))) == pytest.approx(2.0)


def test_the_drawing_shows_every_time_and_a_straight_line_where_time_is_a_power_of_size():
    root = ET.fromstring(plot([line("a < b"), line("cut", status=("optimal", "optimal", "feasible"))]))
    dots = [(float(one.get("cx")), float(one.get("cy")), one.get("fill")) for one in root.iter(f"{SVG}circle")]
    assert len(dots) == 6
    assert all(LEFT <= x <= WIDTH and 0 <= y <= HEIGHT for x, y, _ in dots)
    (x0, y0, _), (x1, y1, _), (x2, y2, _) = dots[:3]
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.2)
    assert y0 - y1 == pytest.approx(y1 - y2, abs=0.2)
    assert y0 > y2, "more time stands higher"
    assert [fill for *_, fill in dots].count("#ffffff") == 1, "what was cut short is hollow"
    labels = [one.text for one in root.iter(f"{SVG}text")]
    assert "a < b, 0.4 s" in labels
    ends = [float(one.get("y")) for one in root.iter(f"{SVG}text") if ", 0.4 s" in one.text]
    assert abs(ends[0] - ends[1]) >= 16


def test_the_command_climbs_measures_and_draws(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    small = ("corners", lambda rung: (100 * 4**rung, ["--side", str(10 << rung), "--sources", "9", "--repeats", "1"]))
    monkeypatch.setitem(LADDERS, "drive-times", small)
    file = tmp_path / "growth.svg"
    assert main(["growth", "--families", "drive-times", "--doublings", "1", "--svg", str(file)]) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert list(found)[: len(PROMISED)] == PROMISED
    assert found["drive-times"]["sizes"] == [100, 400]
    assert found["drive-times"]["status"] == ["equal", "equal"]
    assert found["value"] == pytest.approx(found["drive-times"]["exponent"], abs=0.01)
    assert len(list(ET.parse(file).getroot().iter(f"{SVG}circle"))) == 2


def test_an_unknown_family_is_one_line_and_code_2(capsys):
    assert main(["growth", "--families", "siting,sittings"]) == 2
    told = capsys.readouterr()
    assert told.err == "error: --families: expected some of siting, mclp, drive-times, not 'siting,sittings'\n"
