"""A plan in a database: whole or not at all, a run among others, and nothing of anybody else's touched."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from typer.testing import CliRunner

from geodata.address import database_table
from geodata.errors import InputError
from geodata.input_file import InputFile
from planner.cli.app import app
from planner.edits.edit_layer import read_edits
from planner.output.layers.layers import cell_text, layers_of
from planner.output.postgis.tables import SHAPES, TABLES
from planner.output.postgis.writer import run_id_of, write_postgis
from planner.support.frames import plain
from tests.conftest import ROOT
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.postgis_exports import FORKED, OTHER, PLAN, counts, granted, until_gone, waiting

ALWAYS = [name for name in TABLES if name != "bus_depots"]
PLACED = [name for name in SHAPES if name != "bus_depots"]


@pytest.fixture(scope="module")
def exported(postgis):
    """A database with two runs, of which the first was exported twice."""
    for plan in (PLAN, OTHER, PLAN):
        write_postgis(plan, postgis.url)
    return postgis


def test_every_row_of_every_layer_is_there_once_a_run(exported):
    mine, other = run_id_of(PLAN), run_id_of(OTHER)
    found = counts(exported)
    assert found["runs"] == {mine: 1, other: 1}
    for name, layer in layers_of(PLAN).items():
        if name in found:
            assert found[name].get(mine, 0) == len(layer), name
    assert found["demand"][mine] == len(PLAN.demand)
    assert found["zones"][other] == len(OTHER.zones) < found["zones"][mine]
    assert exported.run("SELECT DISTINCT run_id FROM evplan.newest_sites") == [(mine,)]


def test_cells_and_shapes_are_those_of_the_layer(exported):
    sites = layers_of(PLAN)["sites"]
    rows = exported.run(
        "SELECT site_id, name, rank, power_kw, chargers_json, ST_AsBinary(geom) FROM evplan.newest_sites ORDER BY fid"
    )
    assert [row[0] for row in rows] == sites["site_id"].tolist()
    assert [row[1] for row in rows] == [cell_text(cell) for cell in sites["name"]]
    assert [row[2] for row in rows] == [plain(cell) for cell in sites["rank"]]
    assert [row[4] for row in rows] == sites["chargers_json"].tolist()
    assert [bytes(row[5]) for row in rows] == sites.geometry.to_wkb().tolist()


def test_keys_indexes_and_words_are_there(exported):
    keys = dict(
        exported.run(
            "SELECT r.relname, count(*) FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid WHERE c.contype = 'p' AND c.connamespace = 'evplan'::regnamespace GROUP BY 1"
        )
    )
    assert keys == dict.fromkeys(("runs", *ALWAYS), 1)
    spatial = {
        row[0]
        for row in exported.run(
            "SELECT tablename FROM pg_indexes WHERE schemaname = 'evplan' AND indexdef LIKE '%gist%'"
        )
    }
    assert spatial == set(PLACED)
    bare = exported.run(
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'evplan'::regnamespace"
        " AND c.relname IN ('runs', 'sites', 'zones', 'demand') AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND col_description(c.oid, a.attnum) IS NULL"
    )
    assert bare == [], "a column without a word of what it means"
    assert exported.run("SELECT obj_description('evplan.sites'::regclass)")[0][0].startswith(
        "evplan layer sites: every site"
    )
    declared = exported.run(
        "SELECT f_table_name, srid, type FROM geometry_columns WHERE f_table_schema = 'evplan' AND f_table_name = 'sites'"
    )
    assert declared == [("sites", 4326, "POINT")]
    with pytest.raises(Exception, match="foreign key"):
        exported.run("UPDATE evplan.sites SET run_id = 'nobody'")


def test_styles_are_where_qgis_looks_and_those_of_the_user_stay(exported):
    mine = "SELECT f_table_name FROM layer_styles WHERE useasdefault AND f_table_schema = 'evplan' ORDER BY 1"
    layers = sorted([*PLACED, *(f"newest_{name}" for name in PLACED)])
    assert [row[0] for row in exported.run(mine)] == [one for one in layers if not one.endswith("zones_further")]
    exported.run("UPDATE layer_styles SET useasdefault = false WHERE f_table_name = 'sites'")
    exported.run(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, stylename, useasdefault)"
        " VALUES (current_database(), 'evplan', 'sites', 'geom', 'own', true)"
    )
    write_postgis(PLAN, exported.url)
    default = "SELECT stylename FROM layer_styles WHERE f_table_name = 'sites' AND useasdefault"
    assert exported.run(default) == [("own",)]
    exported.run("DELETE FROM layer_styles WHERE stylename = 'own'")
    write_postgis(PLAN, exported.url)
    assert exported.run(default) == [("action and status",)]


def test_deleting_a_run_deletes_all_of_it(postgis):
    write_postgis(OTHER, f"{postgis.url}|schema=short lived")
    postgis.run('DELETE FROM "short lived".runs')
    assert all(not rows for rows in counts(postgis, '"short lived"').values())


def test_a_plan_with_other_columns_and_fractions_fits_beside_it(exported):
    zones = PLAN.zones.assign(demand_ccs2_odd=1.5)
    write_postgis(replace(PLAN, name="Whole", zones=PLAN.zones.assign(storeys=3)), exported.url)
    write_postgis(replace(PLAN, name="Wider", zones=zones.assign(storeys=2.5)), exported.url)
    assert exported.run("SELECT DISTINCT demand_ccs2_odd, storeys FROM evplan.newest_zones") == [(1.5, 2.5)]
    assert exported.run("SELECT storeys, count(*) FROM evplan.zones GROUP BY 1 ORDER BY 1")[:2] == [
        (2.5, len(zones)),
        (3, len(zones)),
    ]
    exported.run("DELETE FROM evplan.runs WHERE name IN ('Whole', 'Wider')")
    write_postgis(PLAN, exported.url)


def test_what_others_may_read_stays_theirs_when_a_column_widens(postgis):
    """GIS clients of a city read newest_zones; a second plan with fractions makes the view anew."""
    url = f"{postgis.url}|schema=shared"
    postgis.run('CREATE ROLE "map ""makers"; CREATE ROLE clerk; CREATE ROLE late')
    try:
        write_postgis(replace(PLAN, zones=PLAN.zones.assign(storeys=3)), url)
        view = "shared.newest_zones"
        postgis.run(f'GRANT SELECT, UPDATE ON {view} TO "map ""makers"')
        postgis.run(f"GRANT SELECT ON {view} TO clerk WITH GRANT OPTION")
        postgis.run(f"GRANT SELECT (zone_id, storeys) ON {view} TO PUBLIC")
        postgis.run("ALTER DEFAULT PRIVILEGES IN SCHEMA shared GRANT SELECT ON TABLES TO late")
        before = granted(postgis, view)
        assert len(before) == 5
        write_postgis(replace(PLAN, name="Wider", zones=PLAN.zones.assign(storeys=2.5)), url)
        assert postgis.run(f"SELECT DISTINCT storeys FROM {view}") == [(2.5,)]
        assert granted(postgis, view) == before
    finally:
        postgis.run('DROP SCHEMA shared CASCADE; DROP OWNED BY late; DROP ROLE "map ""makers", clerk, late')


def refused(database, schema="evplan"):
    with pytest.raises(InputError) as caught:
        write_postgis(PLAN, f"{database.url}|schema={schema}")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_tables_of_others_are_refused_and_left_as_they_were(postgis):
    postgis.run("CREATE SCHEMA city; CREATE TABLE city.roads (id int); INSERT INTO city.roads VALUES (7)")
    assert "a table 'roads' that evplan did not make, in schema 'city'; nothing was touched" in refused(postgis, "city")
    assert postgis.run("SELECT id FROM city.roads") == [(7,)]
    assert postgis.run("SELECT to_regclass('city.runs')") == [(None,)]
    postgis.run(
        "CREATE SCHEMA older; CREATE TABLE older.runs (id int); COMMENT ON TABLE older.runs IS 'evplan runs, format 0: x'"
    )
    assert "tables of another version (evplan runs, format 0)" in refused(postgis, "older")
    postgis.run("CREATE SCHEMA seen; CREATE VIEW seen.newest_sites AS SELECT 1 AS a")
    assert "'newest_sites' that evplan did not make" in refused(postgis, "seen")


def test_a_database_without_postgis_or_rights_is_one_line(postgis, monkeypatch):
    name = f"{postgis.url.rpartition('/')[2]}_plain"
    postgis.run(f"CREATE DATABASE {name}")
    plain = f"{postgis.url}_plain"
    with pytest.raises(InputError, match="a database without PostGIS; run CREATE EXTENSION postgis in it"):
        write_postgis(PLAN, plain)
    postgis.run(f"DROP DATABASE {name}")
    postgis.run("CREATE ROLE reader LOGIN PASSWORD 'readers-own-word'")
    monkeypatch.setenv("PGUSER", "reader")
    monkeypatch.setenv("PGPASSWORD", "readers-own-word")
    assert "a right is missing (permission denied for database" in refused(postgis, "mine")
    monkeypatch.undo()
    postgis.run("DROP ROLE reader")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("plan")
    (made / "plan.json").write_text(replace(PLAN, name="Killed").to_json(), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def forked(folder):
    command = [sys.executable, "-c", FORKED, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def write(address, delay_s):
            process.stdin.write(f"{address} {delay_s}\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        write.process = process
        yield write
        process.stdin.close()


@pytest.mark.slow
def test_an_export_that_is_killed_in_the_middle_leaves_no_half_run(exported, forked):
    before = counts(exported)
    with exported.connect() as other, other.transaction():
        other.execute("LOCK TABLE evplan.stations IN ACCESS EXCLUSIVE MODE")
        child = forked(exported.url, -1)
        waiting(exported)
        os.kill(int(child), signal.SIGKILL)
        assert forked.process.stdout.readline().strip() == "gone"
    until_gone(exported)
    assert counts(exported) == before
    assert exported.run("SELECT count(*) FROM evplan.runs WHERE name = 'Killed'") == [(0,)]


def test_an_export_that_the_server_ends_in_the_middle_is_one_line_and_leaves_no_half_run(exported):
    before, said = counts(exported), []

    def put():
        try:
            write_postgis(replace(PLAN, name="Killed"), exported.url)
        except InputError as error:
            said.append(str(error))

    with exported.connect() as other, other.transaction():
        other.execute("LOCK TABLE evplan.stations IN ACCESS EXCLUSIVE MODE")
        client = threading.Thread(target=put)
        client.start()
        exported.run(f"SELECT pg_terminate_backend({waiting(exported)})")
        client.join()
    assert "the server ended the session" in said[0]
    assert counts(exported) == before


@pytest.mark.slow
def test_the_first_export_into_a_database_killed_at_any_moment_leaves_nothing_or_all(postgis, forked):
    seen = []
    for number in range(16):
        schema = f"kill{number}"
        assert forked(f"{postgis.url}|schema={schema}", 0.04 * number) == "gone"
        until_gone(postgis)
        found = counts(postgis, schema)
        seen.append(len(found))
        assert not found or (len(found) == len(ALWAYS) + 1 and len(found["zones"]) == 1), schema
    assert seen[0] == 0


def test_two_exports_at_once_are_both_whole(postgis):
    plans = [replace(make_dossier(side=4), name=f"plan {number}") for number in range(4)]
    failed = []

    def put(plan):
        try:
            write_postgis(plan, f"{postgis.url}|schema=crowded")
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=put, args=(plan,)) for plan in plans]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failed
    assert counts(postgis, "crowded")["zones"] == {run_id_of(plan): 16 for plan in plans}


def test_the_command_tells_the_run_and_never_the_user(exported, folder):
    runner = CliRunner()
    done = runner.invoke(app, ["export", str(folder), "--to", exported.url.replace("://", "://evplan@")])
    assert done.exit_code == 0, done.output
    assert f"wrote run {run_id_of(replace(PLAN, name='Killed'))} into {exported.url}|schema=evplan: " in done.output
    assert "@" not in done.output
    for address, expected in (
        (exported.url.replace("://", "://evplan:hunter22@"), "a password in the address; take it out"),
        ("postgresql://127.0.0.1:1/plans", "cannot be reached"),
        (f"{exported.url}x", "no such database"),
    ):
        done = runner.invoke(app, ["export", str(folder), "--to", address])
        assert done.exit_code == 2
        assert expected in done.output
        assert "hunter22" not in done.output


def test_a_layer_of_sites_comes_back_as_edits(exported):
    site = PLAN.sites["site_id"].iloc[0]
    exported.run(f"UPDATE evplan.sites SET action = 'forbid' WHERE site_id = '{site}' AND run_id = '{run_id_of(PLAN)}'")
    address = database_table(exported.query(f"SELECT * FROM evplan.sites WHERE run_id = '{run_id_of(PLAN)}'"))
    edits = read_edits(InputFile(address))
    assert len(edits.rows) == len(PLAN.sites)
    asked = {one.site_id: one.asked for one in edits.rows if one.asked}
    assert asked == {site: {"action": "forbid"}}
    assert isinstance(layers_of(PLAN)["sites"], gpd.GeoDataFrame)
