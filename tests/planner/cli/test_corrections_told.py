"""Corrections of the roads that cannot be applied change the plan: `evplan check` marks them as faults and tells them first, `evplan country` names each before it searches."""

import json

import pytest

from planner.errors import PlannerError
from tests.fixtures.command_line import run
from tests.fixtures.one_road_country import one_road_country
from tests.planner.corridors.corridor_towns import EDGES

CORRECTIONS = (
    "u,v,km,action,minutes\n"
    "Gama,Alpha,300,,\n"
    "Alpha,Gamma,300,strech,\n"
    "Alpha,Gamma,-655,stretch,\n"
    "Alpha,Gamma,,stretch,\n"
    "Alpha,Gamma,many,stretch,\n"
    "Alpha,Delta,700,change,\n"
    "a,b,130,,soon\n"
    "Nowhere,Alpha,3,,\n"
)
SAID = (
    "corrections.csv, row 2: no node or town 'Gama'; did you mean 'Gamma'?",
    "corrections.csv, row 3: action 'strech'; expected one of change, add, close, stretch",
    "corrections.csv, row 4: km '-655'; expected a number above 0",
    "corrections.csv, row 5: no km; expected the km between them",
    "corrections.csv, row 6: km 'many'; expected a number above 0",
    "corrections.csv, row 7: no edge between them; expected the nodes or towns at the ends of one edge, or action add or stretch",
    "corrections.csv, row 8: minutes 'soon'; expected a number above 0, or nothing",
    "corrections.csv, row 9: no node or town 'Nowhere'; expected the id of a node or the name of a town",
)


def test_check_tells_them_before_all_other_faults_with_what_was_expected(tmp_path):
    file = one_road_country(
        tmp_path, roads='corrections = "corrections.csv"\n', edges=EDGES + "a,c,-9.6,\n", corrections=CORRECTIONS
    )
    told = run("check", file, "-q")
    lines = told.stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("fault: "))
    assert "corrections that cannot be applied: 8" in lines[at]
    assert lines[at + 1 : at + 1 + len(SAID)] == [f"  {said}" for said in SAID]
    assert lines[at + 1 + len(SAID)].startswith("fault: edges whose length is no number of km above 0: 1")
    assert told.exit_code == 0


def test_check_marks_what_is_a_fault_what_a_doubt_and_what_is_information(tmp_path):
    file = one_road_country(
        tmp_path,
        roads='corrections = "corrections.csv"\n',
        edges=EDGES + "a,c,-9.6,\na,b,131,trunk\n",
        corrections="u,v,km,action\nAlpha,Gamma,320,stretch\nc,d,,close\n",
    )
    lines = run("check", file, "-q").stdout.splitlines()
    marks = [line.split(": ", 1)[0] for line in lines if line.split(": ", 1)[0] in ("fault", "doubt", "note")]
    assert marks.count("fault") >= 1
    assert marks.count("doubt") >= 1
    assert any(line.startswith("doubt: further edges between the same two nodes") for line in lines)
    assert any(line.startswith("note: corrections of the roads that were applied: 2") for line in lines)
    assert any(line.startswith("note: roads closed on request: 1") for line in lines)
    assert marks == sorted(marks, key=lambda one: one != "fault"), "faults come first"
    known = {one["kind"]: one["level"] for one in json.loads(run("check", file, "-q", "--json").stdout)["faults"]}
    assert (known["length"], known["parallel"], known["closed"]) == ("fault", "doubt", "note")


@pytest.mark.parametrize("rows", [CORRECTIONS, CORRECTIONS + "Nowhere,Alpha,3,,\n" * 15])
def test_country_names_each_before_it_searches(tmp_path, monkeypatch, rows):
    def ended(*_args: object) -> None:
        raise PlannerError("asked no further")

    monkeypatch.setattr("planner.country.plan.planning.floors_named", ended)
    file = one_road_country(tmp_path, roads='corrections = "corrections.csv"\n', corrections=rows)
    told = run("country", file, "--out", tmp_path / "out").stderr.splitlines()
    named = [line for line in told if "a correction of the roads is not applied: " in line]
    assert all(" warning: " in line for line in named)
    assert [line.partition("not applied: ")[2] for line in named][: len(SAID)] == list(SAID)
    assert len(named) == min(20, rows.count("\n") - 1)
    more = [line for line in told if "corrections of the roads that are not applied: 3 more" in line]
    assert len(more) == (rows.count("\n") > 21)


def test_nothing_is_said_where_all_are_applied(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "planner.country.plan.planning._read", lambda *_args, **_more: (_ for _ in ()).throw(PlannerError("no"))
    )
    file = one_road_country(
        tmp_path, roads='corrections = "corrections.csv"\n', corrections="u,v,km,action\nAlpha,Gamma,320,stretch\n"
    )
    assert "not applied" not in run("country", file, "--out", tmp_path / "out").stderr
