"""Inputs in a real PostgreSQL with PostGIS: read as from files, in an order of their own, and never written."""

import json
import os
import threading
import time
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

pytest.importorskip("psycopg")
from psycopg import sql

from geodata.address import database_table
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.layers import read_layer
from geodata.postgis import selection
from geodata.postgis import session as session_module
from geodata.postgis.relation import relation_of
from geodata.postgis.rows import read_rows
from geodata.sources.boundary import read_boundary
from geodata.sources.fleet_table import read_fleet
from geodata.sources.population import read_population
from geodata.spreadsheet import read_table
from tests.fixtures.city_database import HOSTILE, fill, refused, table_of


@pytest.fixture(scope="module")
def filled(postgis):
    fill(postgis)
    return postgis


def test_a_layer_is_read_as_the_same_layer_of_a_file(filled, tmp_path):
    address = database_table(filled.table("plan.cells"))
    layer = read_layer(address)
    read = read_rows(address)
    file = tmp_path / "cells.gpkg"
    gpd.GeoDataFrame({"population": [float(row[1]) for row in read.cells]}, geometry=read.shapes).to_file(file)
    assert layer.geometry.to_wkb().tolist() == read_layer(file).geometry.to_wkb().tolist()
    assert layer.attrs["crs"] == "EPSG:32643"
    here, there = (read_population(InputFile(one)) for one in (address, file))
    assert here.people.equals(there.people)
    assert here.spread_m == there.spread_m
    assert here.report.file.name == str(address)
    assert len(here.report.file.sha256) == 64


def test_a_table_is_numbered_and_counted_as_the_same_table_of_a_file(filled, tmp_path):
    file = tmp_path / "fleet.csv"
    file.write_text("c,count,vehicle_class\n-500,500,private\n-60,60,taxi\n", encoding="utf-8")
    address = database_table(
        filled.query("SELECT count, vehicle_class FROM fleet ORDER BY 1").replace("count,", "-count AS c, count,")
    )
    here, there = read_fleet(InputFile(address)), read_fleet(InputFile(file))
    assert here[0].equals(there[0])
    assert here[1].problems == there[1].problems


def test_rows_come_in_the_order_of_the_key_else_sorted_and_that_is_said(filled, caplog):
    assert table_of(filled.table("fleet"), "vehicle_class")["vehicle_class"].tolist() == ["private", "taxi"]
    assert "fleet: no primary key; its rows are sorted by all columns" in caplog.text
    before = read_rows(database_table(filled.table("plan.cells")))
    unsorted = read_rows(database_table(filled.query("SELECT * FROM fleet")))
    filled.run(
        "UPDATE plan.cells SET note = NULL WHERE id % 3 = 0; UPDATE fleet SET count = count WHERE vehicle_class = 'taxi'"
    )
    filled.run(
        "CLUSTER plan.cells USING cells_geom_idx; DELETE FROM fleet WHERE count = 60; INSERT INTO fleet VALUES ('taxi', 60)"
    )
    after = read_rows(database_table(filled.table("plan.cells")))
    assert (after.sha256, [row[0] for row in after.cells]) == (before.sha256, list(range(1, 401)))
    assert read_rows(database_table(filled.query("SELECT * FROM fleet"))).sha256 == unsorted.sha256
    filled.run("UPDATE fleet SET count = 61 WHERE vehicle_class = 'taxi'")
    assert read_rows(database_table(filled.query("SELECT * FROM fleet"))).sha256 != unsorted.sha256
    filled.run("UPDATE fleet SET count = 60 WHERE vehicle_class = 'taxi'")


def test_a_hostile_name_is_a_name(filled):
    address = filled.table('"' + HOSTILE.replace('"', '""') + '"')
    read = read_table(database_table(address), {"population": "число людей"}, ("lon", "lat", "population"))
    assert read[["lon", "lat", "population"]].to_numpy().tolist() == [["76.9", "43.2", "7"]]
    assert filled.run("SELECT count(*) FROM kept") == [(1,)]


def test_views_queries_case_and_schemas_are_found(filled):
    assert len(table_of(filled.table("plan.people"), "people")) == 400
    assert len(table_of(filled.table("CELLS"), "population")) == 400
    assert (
        len(
            table_of(filled.query("WITH a AS (SELECT * FROM plan.cells) SELECT * FROM a WHERE id <= 9; "), "population")
        )
        == 9
    )
    assert table_of(filled.query("SELECT '50%' AS note -- a remark"), "note")["note"].tolist() == ["50%"]
    layer = read_layer(database_table(filled.table("two(b)")))
    assert (layer.geometry.x.tolist(), layer.geometry.y.tolist()) == ([77.0], [44.0])


def test_a_window_is_asked_of_the_index_and_gives_what_lies_in_it(filled):
    address = database_table(filled.table("plan.cells"))
    everything = read_layer(address)
    west, south, east, north = bounds = (76.9, 43.18, 76.95, 43.22)
    inside = everything.cx[west:east, south:north]
    found = read_rows(address, boxes=[bounds])
    at = found.shapes.to_crs(4326)
    assert 0 < len(inside) < 400
    assert set(inside.geometry.to_wkb()) <= set(at.to_wkb())
    assert len(found.cells) < 1.2 * len(inside)
    assert found.numbers == [row[0] for row in found.cells], "numbered as in the whole table"
    cut = read_layer(address, bbox=bounds)
    assert (cut.index.tolist(), cut.attrs["of"]) == (inside.index.tolist(), 400)
    assert cut.geometry.to_wkb().tolist() == inside.geometry.to_wkb().tolist()
    keyless = read_layer(database_table(filled.query("SELECT id, geom FROM plan.cells")), bbox=bounds)
    assert keyless.index.tolist() == inside.index.tolist()
    with session_module.reading(address.url, address) as connection:
        relation = relation_of(connection, address)
        where = selection.System.of(connection, relation, address).within(relation, [bounds])
        connection.execute("SET LOCAL enable_seqscan = off")
        plan = connection.execute(
            sql.SQL("EXPLAIN SELECT 1 FROM {} WHERE {}").format(relation.source, where)
        ).fetchall()
    assert any("cells_geom_idx" in line for (line,) in plan)


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM kept RETURNING id",
        "SELECT 1 INTO made",
        "WITH gone AS (DELETE FROM kept RETURNING id) SELECT * FROM gone",
        "SELECT 1; DELETE FROM kept",
        "SELECT 1) AS a; COMMIT; DELETE FROM kept; SELECT * FROM (SELECT 1",
        "SELECT nextval('plan.cells_id_seq')",
        "SELECT lo_create(0)",
        "SELECT set_config('transaction_read_only', 'off', false), * FROM kept",
        "/* SELECT */ TRUNCATE kept",
        "SELECT pg_catalog.pg_sleep(99)",
        "SELECT * FROM kept FOR UPDATE",
        "CREATE TABLE made (id int)",
        "COPY kept TO '/tmp/evplan-made'",
        "SELECT $1::int",
        "",
    ],
)
def test_a_query_that_writes_waits_or_is_several_is_refused_and_nothing_is_lost(filled, query, monkeypatch):
    monkeypatch.setattr(session_module, "STATEMENT_S", 1)
    sequence = "SELECT last_value FROM plan.cells_id_seq"
    before = filled.run(sequence)
    with pytest.raises(InputError) as caught:
        read_rows(database_table(filled.query(query)))
    assert "\n" not in str(caught.value)
    assert filled.run("SELECT count(*) FROM kept") == [(1,)]
    assert filled.run("SELECT to_regclass('made')") == [(None,)]
    assert filled.run(sequence) == before


def test_what_a_database_lacks_is_one_line_that_says_what_to_do(filled):
    assert "did you mean 'plan.cells'" in refused(filled.table("plan.cell"))
    assert "no table 'nowhere.to_be_found'; there are" in refused(filled.table("nowhere.to_be_found"))
    assert "2 columns with geometry (a, b); name one behind the table" in refused(filled.table("two"))
    assert "no geometry in a column 'c'; columns with geometry: a, b" in refused(filled.table("two(c)"))
    filled.run("CREATE TABLE public.cells (id int)")
    assert len(table_of(filled.table("plan.cells"), "population")) == 400
    filled.run("DROP TABLE public.cells; CREATE SCHEMA other; CREATE TABLE other.cells (id int)")
    assert "2 tables are called so (other.cells, plan.cells); name one with its schema" in refused(
        filled.table("cells")
    )
    filled.run("DROP SCHEMA other CASCADE")
    with pytest.raises(InputError, match="no column with geometry; expected a table or query with points"):
        read_boundary(InputFile(database_table(filled.table("fleet"))))
    with pytest.raises(InputError, match="no rows; expected at least one"):
        table_of(filled.query("SELECT * FROM fleet WHERE count > 1000"), "count")
    with pytest.raises(InputError, match="two columns called 'a'; give one of them another name with AS"):
        table_of(filled.query("SELECT 1 AS a, 2 AS a"), "a")


def test_shapes_without_a_place_or_of_several_systems_are_refused(filled):
    filled.run("CREATE TABLE zero (id int PRIMARY KEY, geom geometry); INSERT INTO zero VALUES (1, 'POINT(76 43)')")
    assert "no coordinate system (SRID 0) in column 'geom'; give it the one" in refused(filled.table("zero"))
    filled.run("CREATE TABLE mixed (id int PRIMARY KEY, geom geometry)")
    filled.run(
        "INSERT INTO mixed VALUES (1, 'SRID=4326;POINT(76 43)'), (2, 'SRID=3857;POINT(8560000 5340000)'), (3, NULL)"
    )
    assert "several coordinate systems (SRID 4326 and 3857); bring them into one" in refused(filled.table("mixed"))
    filled.run("CREATE TABLE bent (id int PRIMARY KEY, geom geometry)")
    filled.run("INSERT INTO bent VALUES (1, 'SRID=4326;TIN(((0 0, 0 1, 1 0, 0 0)))')")
    assert "a geometry that cannot be read" in refused(filled.table("bent"))
    filled.run(
        "CREATE TABLE globe AS SELECT 'один' AS id, ST_GeogFromText('POINT(76 43)') AS place; ALTER TABLE globe ADD PRIMARY KEY (id)"
    )
    globe = database_table(filled.table("globe"))
    assert read_rows(globe, boxes=[(0, 0, 1, 1), (75, 42, 77, 44)]).shapes[0].wkt == "POINT (76 43)"
    assert (read_rows(globe, boxes=[(0, 0, 1, 1)]).cells, read_rows(globe, boxes=[(0, 0, 1, 1)]).of) == ([], 1)
    with pytest.raises(InputError, match=r"none of its 1 rows lies within 0\.00\.\.1\.00 E"):
        read_layer(globe, bbox=(0, 0, 1, 1))


def test_every_kind_of_value_is_written_as_a_table_of_text_has_it(filled):
    values = """SELECT 1.50::numeric AS a, 0.1::float8 AS b, true AS c, DATE '2028-01-31' AS d, TIMESTAMPTZ '2028-01-31 06:00+06' AS e,
        INTERVAL '26 hours 5 minutes' AS f, '{"k": [1]}'::jsonb AS g, ARRAY['x', 'y'] AS h, NULL::text AS i, '\\xff'::bytea AS j, 'NaN'::float8 AS k"""
    row = table_of(filled.query(values), *"abcdefghijk").iloc[0].drop("row").tolist()
    assert row == [
        "1.50", "0.1", "true", "2028-01-31", "2028-01-31T00:00:00+00:00", "26:05:00", '{"k": [1]}', '["x", "y"]', None, "ff", None,
    ]  # fmt: skip


def test_more_than_may_be_read_is_refused_before_memory_is_gone(filled, monkeypatch):
    monkeypatch.setattr(selection, "MOST_ROWS", 5000)
    assert "more than 5 000 rows; ask for fewer rows" in refused(
        filled.query("SELECT a FROM generate_series(1, 99999) AS a, generate_series(1, 99999) AS b")
    )
    monkeypatch.setattr(selection, "MOST_BYTES", 1_000_000)
    assert "rows of more than 1 000 000 bytes" in refused(
        filled.query("SELECT repeat('x', 10000) AS a FROM generate_series(1, 3000)")
    )


def test_a_locked_table_is_one_line(filled, monkeypatch):
    monkeypatch.setattr(session_module, "LOCK_S", 1)
    with filled.connect() as other, other.transaction():
        other.execute("LOCK TABLE fleet IN ACCESS EXCLUSIVE MODE")
        assert "locked by another session" in refused(filled.table("fleet"))


def test_a_missing_locked_or_unreachable_database_is_one_line(filled):
    server = filled.url.rpartition("/")[0]
    assert "no such database; check the address" in refused(f"{server}/nowhere|layername=a")
    filled.run("CREATE DATABASE shut_for_now ALLOW_CONNECTIONS false")
    assert 'database "shut_for_now" is not currently accepting connections' in refused(
        f"{server}/shut_for_now|layername=a"
    )
    filled.run("DROP DATABASE shut_for_now")
    assert "cannot be reached" in refused("postgresql://127.0.0.1:1/plans|layername=a")
    assert "cannot be reached" in refused("postgresql://?service=no_such_service|layername=a")
    filled.run("CREATE ROLE stranger LOGIN PASSWORD 'strangers-own-word'")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGUSER", "stranger")
        patch.setenv("PGPASSWORD", "strangers-own-word")
        assert "a right is missing (permission denied for schema plan)" in refused(filled.table("plan.cells"))
        patch.setenv("PGPASSWORD", "hunter22-hunter22")
        said = refused(filled.table("plan.cells"))
    assert "the password was refused" in said
    assert "hunter22" not in said
    filled.run("DROP ROLE stranger")


def test_a_server_that_ends_the_session_is_one_line(filled):
    def end():
        for _ in range(100):
            time.sleep(0.05)
            if filled.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'evplan' AND query LIKE 'FETCH%'"
            ):
                return

    killer = threading.Thread(target=end)
    killer.start()
    said = refused(filled.query("SELECT pg_sleep(20)"))
    killer.join()
    assert "the server ended the session" in said


def test_a_service_file_names_server_and_password(filled, tmp_path, monkeypatch):
    host, port, name = "127.0.0.1", os.environ["PGPORT"], filled.url.rpartition("/")[2]
    secret = Path(os.environ["PGPASSFILE"]).read_text().strip().rpartition(":")[2]
    file = tmp_path / "services"
    file.write_text(
        f"[city]\nhost={host}\nport={port}\ndbname={name}\nuser={os.environ['PGUSER']}\npassword={secret}\n"
    )
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    for gone in ("PGHOST", "PGPORT", "PGUSER", "PGPASSFILE"):
        monkeypatch.delenv(gone)
    found = InputFile(database_table("postgresql://?service=city|layername=fleet"))
    table, report = read_fleet(found)
    assert sorted(table["vehicle_class"]) == ["private", "taxi"]
    assert secret not in json.dumps(report.as_dict()) + report.file.name


def test_half_a_shape_or_none_is_read(filled):
    filled.run("CREATE TABLE halves (id int PRIMARY KEY, geom geometry(Point, 4326), name text)")
    filled.run(
        "INSERT INTO halves VALUES (2, NULL, 'b'), (1, 'SRID=4326;POINT EMPTY', 'a'), (3, 'SRID=4326;POINT(76 43)', 'c')"
    )
    layer = read_layer(database_table(filled.table("halves")))
    assert [None if one is None else shapely.to_wkt(one) for one in layer.geometry] == [
        "POINT EMPTY",
        None,
        "POINT (76 43)",
    ]
