"""The table of overrides that a check proposes: read back it changes nothing, and what the user wrote stays."""

import dataclasses

import pytest

from geodata.input_file import InputFile
from geodata.inventory.overrides import Action, Override, Overrides
from geodata.sources.station_overrides import read_overrides
from planner.output.check.overrides import COLUMNS, overrides_table
from planner.output.check.writer import write_check
from planner.output.shared.csv_file import write_csv
from tests.fixtures.check_fixture import inspection, merged, read_csv
from tests.fixtures.tiny_city import tiny_scenario


@pytest.fixture(scope="module")
def seen():
    return inspection()


@pytest.fixture(scope="module")
def folder(seen, tmp_path_factory):
    folder = tmp_path_factory.mktemp("check") / "out"
    write_check(seen, folder)
    return folder


def test_overrides_read_back_unchanged_are_accepted_and_change_nothing(folder):
    rows = read_csv(folder / "overrides.csv")
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["action"], row["station"], row["other"]) for row in rows] == [
        ("same", "ops-1", "osm-n1"),
        ("", "ops-2", "osm-n2"),
    ]
    assert "8 m away" in rows[0]["note"]
    said = read_overrides(InputFile(folder / "overrides.csv"))
    assert said.bad == ()
    assert len(said.entries) == 1
    before, _ = merged()
    after, reports = merged(said)
    assert (reports[-1].kept, reports[-1].dropped) == (1, 0)
    for name in ("table", "connectors", "provenance"):
        assert getattr(after, name).equals(getattr(before, name)), name


def test_a_table_with_nothing_to_propose_is_accepted_too(seen, tmp_path):
    stations = seen.city.stations
    nowhere = dataclasses.replace(stations, table=stations.table.iloc[:0], provenance=stations.provenance.iloc[:0])
    table = overrides_table(nowhere, (), Overrides())
    assert list(table["action"]) == [""]
    write_csv(table, tmp_path / "overrides.csv")
    said = read_overrides(InputFile(tmp_path / "overrides.csv"))
    assert (said.entries, said.bad) == ((), ())


def test_same_turned_into_separate_undoes_the_merge(folder, tmp_path):
    text = (
        (folder / "overrides.csv")
        .read_text(encoding="utf-8-sig")
        .replace("\nsame,", "\nseparate,")
        .replace("\rsame", "\rseparate")
    )
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    before, _ = merged()
    after, _ = merged(read_overrides(InputFile(tmp_path / "mine.csv")))
    assert len(after.table) == len(before.table) + 1
    assert "osm-n1" in set(after.table["station_id"])


def test_a_file_that_the_user_has_worked_in_is_never_written_over(seen, tmp_path):
    write_check(seen, tmp_path)
    file = tmp_path / "overrides.csv"
    text = file.read_text(encoding="utf-8-sig").replace("same,ops-1", "separate,ops-1")
    file.write_text(text, encoding="utf-8")
    written = {path.name for path in write_check(seen, tmp_path)}
    assert file.read_text(encoding="utf-8") == text
    assert "overrides.csv" not in written
    assert "overrides_proposed.csv" in written


def test_a_file_that_the_configuration_names_is_never_written_over(seen, tmp_path):
    own = dataclasses.replace(seen, scenario=tiny_scenario(inventory={"overrides": "overrides.csv"}).beside(tmp_path))
    (tmp_path / "overrides.csv").write_text("action,station\n", encoding="utf-8")
    write_check(own, tmp_path)
    assert (tmp_path / "overrides.csv").read_text(encoding="utf-8") == "action,station\n"


def test_what_the_user_has_decided_stays_first_in_the_table():
    stations, reports = merged()
    own = Overrides(
        (
            Override("row 2", Action.SET, "ops-1", None, "access", "private", "by letter of May"),
            Override("row 3", Action.SAME, "osm-n1", "ops-1"),
        ),
        where="mine.csv",
    )
    rows = overrides_table(stations, reports, own)
    assert rows.iloc[0].tolist() == ["set", "ops-1", "", "access", "private", "by letter of May"]
    assert rows.iloc[1].tolist()[:3] == ["same", "osm-n1", "ops-1"]
    pairs = [frozenset(row[1:3]) for row in rows.itertuples(index=False) if row[0] == "same"]
    assert len(pairs) == len(set(pairs)), "what the user has said already is not proposed again"


def test_an_id_that_a_spreadsheet_would_run_is_quoted_and_still_understood(tmp_path):
    stations, reports = merged()
    evil = {"ops-1": "=cmd|' /C calc'!A0", "osm-n1": "+1"}
    changed = dataclasses.replace(
        stations,
        table=stations.table.replace({"station_id": evil}),
        provenance=stations.provenance.replace({"station_id": evil, "record_id": evil}),
    )
    write_csv(overrides_table(changed, reports, Overrides()), tmp_path / "o.csv")
    assert "\nsame,=" not in (tmp_path / "o.csv").read_text(encoding="utf-8-sig").replace("\r", "")
    entry = read_overrides(InputFile(tmp_path / "o.csv")).entries[0]
    assert entry.ids() == ("=cmd|' /C calc'!A0", "+1")
