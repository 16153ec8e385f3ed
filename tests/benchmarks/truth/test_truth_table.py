"""The table `truth`: every row one line of JSON with the promised keys, goals that can be missed, nothing invented where files are absent."""

import json
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.truth.dundee import NEEDED, read_dundee
from benchmarks.truth.evidence import DUNDEE_IN_USE, GUNS_AT_A_PLACE, HOURS_BEFORE, LEAST_PLACES
from benchmarks.truth.hour_rows import GUNS, MOST_GROWTH, dundee_in_use, planned_hours
from benchmarks.truth.page import BEGIN, END
from benchmarks.truth.parts import PARTS
from benchmarks.truth.planned import planned_dual_gun, planned_gun
from benchmarks.truth.row import Goal, Row

PROMISED = ["row", "predicted", "measured", "source"]
HEAD = ",".join(NEEDED)


def rows(capsys, *arguments: str) -> list[dict[str, object]]:
    """Run the case; its lines."""
    assert main(["truth", *arguments]) == 0
    told = capsys.readouterr()
    found = [json.loads(line) for line in told.out.splitlines()]
    assert all(list(row)[: len(PROMISED)] == PROMISED for row in found)
    return found


def test_rows_whose_files_are_absent_are_skipped_with_the_file_named(capsys, tmp_path):
    found = rows(capsys, "--data", str(tmp_path), "--only", "dundee,elaad,plan,liechtenstein")
    assert [row["predicted"] for row in found] == [row["measured"] for row in found] == [None] * 4
    missing = ("dundee_2018q3.csv", "elaad_connection_time.csv", "almaty.osm.pbf", "liechtenstein.osm.pbf")
    for row, file in zip(found, missing, strict=True):
        assert file in row["skipped"]


def test_sessions_stand_beside_the_planners_own_guns(capsys, tmp_path):
    """Ten days of one rapid cabinet, an hour of 31 kWh each noon: 31 kWh and 24/23 h a day, since the last day ends at 13 h."""
    (tmp_path / "sessions").mkdir()
    days = [f"1,1,{day:02}/07/2018,12:00,{day:02}/07/2018,13:00,31,Square,APT 50kW Raption" for day in range(1, 31)]
    posts = [
        f"{post},1,{day:02}/07/2018,0{post}:00,{day:02}/07/2018,09:00,{kwh},Lane,APT {kw}kW Dual Outlet"
        for day in range(1, 31)
        for post, kw, kwh in ((2, 7, 7), (3, 7, 14), (4, 22, 6), (5, 22, 12))
    ]
    fast2 = [line.replace("1,1,", "6,2,", 1).replace(",31,", ",62,") for line in days]
    (tmp_path / "sessions" / "dundee_2018q3.csv").write_text("\n".join([HEAD, *days, *posts, *fast2]), encoding="utf-8")
    found = {row["row"]: row for row in rows(capsys, "--data", str(tmp_path), "--only", "dundee")}
    span = (29 * 24 + 1) / 24
    energy = found["energy of a gun, fast, at the hours plugged in as measured"]
    assert energy["measured"] == pytest.approx(46.5 * 30 / span, rel=1e-3)
    assert energy["predicted"] == pytest.approx(planned_gun("fast").session_kw * 30 / span, rel=1e-3)
    assert energy["goal"] == "within a factor 1.3"
    assert found["power of a session, fast, mean"]["measured"] == pytest.approx(46.5)
    assert found["hours plugged in a session, 7 kW, mean"]["measured"] == pytest.approx(6.5)
    assert found["share of the peak hour, 22 kW"]["measured"] == pytest.approx(12 / 18, rel=1e-3)
    assert found["best to worst gun (p90/p10 of kWh), fast"]["measured"] == pytest.approx(58.9 / 34.1, rel=1e-3)


def test_an_unknown_part_is_one_line_and_code_2(capsys):
    assert main(["truth", "--only", "dundee,guns"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("error: --only: there is no part 'guns'; known are ")
    assert all(name in told.err for name in PARTS)


@pytest.mark.parametrize(
    ("goal", "kept", "broken"),
    [
        (Goal("factor", 1.5), [(6.0, 9.0), (9.0, 6.0)], [(5.9, 9.0), (9.1, 6.0), (0.0, 6.0)]),
        (Goal("at least", 4.0), [(4.0, 7.0), (9.0, None)], [(3.9, 7.0)]),
        (Goal("at most", 15.0), [(15.0, 6.0), (1.0, None)], [(15.1, 6.0)]),
        (Goal("between", 4.0, 15.0), [(4.0, 7.0), (15.0, None)], [(3.9, 7.0), (15.1, 7.0)]),
    ],
)
def test_goals_are_kept_up_to_their_edge_and_missed_beyond(goal, kept, broken):
    for predicted, measured in (*kept, *broken):
        row = Row("x", "kWh", predicted, measured, "s", goal)
        assert row.met is ((predicted, measured) in kept)
        assert json.loads(json.dumps(row.as_dict()))["met"] is row.met
        assert ("met" if row.met else "missed") in row.line()
    assert Row("x", "kWh", 1.0, None, "s", Goal("factor", 1.5)).met is None


def test_a_page_keeps_its_text_around_the_table_and_one_without_marks_is_refused(capsys, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nan older table\n{END}\nafter\n", encoding="utf-8")
    asked = ("--data", str(tmp_path), "--only", "dundee")
    rows(capsys, *asked, "--markdown", str(page))
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "an older table" not in text
    assert "| sessions of Dundee |  | - | - | - | sessions/dundee_2018q3.csv is not in" in text
    assert main(["truth", *asked, "--markdown", str(tmp_path / "none.md")]) == 2
    assert "none.md: no place for the table" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["7 kW", "22 kW", "fast"])
def test_a_gun_carries_alone_what_it_carries_in_a_group_and_never_more_than_one_that_is_never_free(kind):
    gun = planned_gun(kind)
    alone, *groups = [gun.carried_kwh(guns) for guns in (1, 2, 4, 8)]
    assert groups == pytest.approx([alone] * 3)
    assert 0 < alone < gun.kwh_at(24.0)
    assert gun.kwh_at(2 * gun.plugged_h) == pytest.approx(2 * gun.session_kwh)
    assert gun.hours_of(gun.session_kwh) == pytest.approx(gun.pool.service_min / 60)


def test_guns_work_hours_that_are_seen_in_cities_whether_alone_or_in_groups(capsys, tmp_path):
    found = {row["row"]: row for row in rows(capsys, "--data", str(tmp_path), "--only", "hours")}
    assert not [title for title, row in found.items() if row["met"] is False]
    asked = [title for title, row in found.items() if row["goal"]]
    assert len(asked) == 12, "ten sizes that were measured, and the growth of both kinds"
    for title, row in found.items():
        assert "the model before" in row["note"] or "dc_dual_60" in title
        assert ("not measured" in row["note"]) is (row["measured"] is None)
    for kind in GUNS:
        hours = [planned_hours(kind, guns) for guns in GUNS_AT_A_PLACE]
        assert max(hours) <= MOST_GROWTH * hours[0]
        before = HOURS_BEFORE[kind]
        assert before[8] > MOST_GROWTH * before[1], "the goal would have caught the model before"


def test_a_gun_beside_another_standard_on_one_cabinet_works_less_than_one_of_its_own_power():
    kwh, gun = planned_dual_gun()
    alone = gun.carried_kwh(1)
    assert 0.5 * alone < kwh < alone


def test_places_of_dundee_count_where_there_are_enough_of_a_size(tmp_path):
    days = [(day, site) for day in range(1, 31) for site in range(1, LEAST_PLACES + 1)]
    lines = [
        f"{site},1,{day:02}/07/2018,12:00,{day:02}/07/2018,{12 + site}:00,8,S{site},APT 50kW Raption"
        for day, site in days
    ]
    lines += [
        f"9,{gun},{day:02}/07/2018,12:00,{day:02}/07/2018,13:00,8,S9,APT 7kW Dual Outlet"
        for day, gun in days
        if gun < 3
    ]
    (tmp_path / "dundee.csv").write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    (found,) = dundee_in_use(read_dundee(tmp_path / "dundee.csv"))
    assert (found.kind, found.guns, found.places) == ("fast", 1, LEAST_PLACES), (
        "one place of two outlets has no quarter"
    )
    assert found.upper_h == pytest.approx(3.25, rel=0.05)


@pytest.mark.real
def test_the_real_table_accounts_for_every_session_of_dundee(capsys, shared_data: Path):
    found = {row["row"]: row for row in rows(capsys, "--data", str(shared_data), "--only", "dundee,elaad,published")}
    records = found["records of Dundee accounted for"]
    assert records["predicted"] == records["measured"] == 19_227
    assert found["hours plugged in a session, slow, Dutch public, median"]["measured"] == 4.4
    assert found["hours plugged in a session, 7 kW, mean"]["measured"] == pytest.approx(8.4, abs=0.1)
    assert not any("skipped" in row for row in found.values())


@pytest.mark.real
def test_the_hours_of_dundee_that_are_written_down_are_those_of_its_sessions(shared_data: Path):
    found = dundee_in_use(read_dundee(shared_data / "sessions" / "dundee_2018q3.csv"))
    told = [(one.kind, one.guns, one.places, round(one.upper_h, 1)) for one in found]
    assert told == [(one.kind, one.guns, one.places, one.upper_h) for one in DUNDEE_IN_USE]
