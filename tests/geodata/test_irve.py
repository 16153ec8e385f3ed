"""The French national tables in: points, their live status, and every kind of dirt that they are known for."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from benchmarks.hostile.sound_access_points import IRVE_ROW, IRVE_STATUS_ROW, table
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.inventory.live_status import with_status
from geodata.sources.irve import read_irve
from geodata.sources.irve_status import read_irve_status


def written(folder: Path, *rows: dict[str, str], name: str = "irve.csv") -> InputFile:
    path = folder / name
    path.write_bytes(table(list(rows), list(dict.fromkeys(key for row in rows for key in row))))
    return InputFile(path)


def read(folder: Path, *rows: dict[str, str]):
    return read_irve(written(folder, *rows))


def point(number: int = 1, **cells: str) -> dict[str, str]:
    return IRVE_ROW | {"id_pdc_itinerance": f"FR*EVK*E7*{number}"} | cells


def plain(**cells: str) -> dict[str, str]:
    """A point with one Type 2 socket."""
    no = dict.fromkeys(("prise_type_ef", "prise_type_combo_ccs", "prise_type_chademo"), "false")
    return point(**no, puissance_nominale="22", **cells)


def test_a_point_is_one_evse_whose_sockets_share_its_power(tmp_path):
    found = read(tmp_path, point(nbre_pdc="2"), point(2, nbre_pdc="2", prise_type_ef="0"))
    row = found.stations.table.iloc[0]
    assert (row["station_id"], row["name"], row["operator"]) == ("irve-FREVKP7", "Gare d'Évry", "Opérateur")
    assert (row["access"], row["accessible"], row["updated"]) == ("public", "yes", "2026-03-02T00:00:00Z")
    assert (row.geometry.x, row.geometry.y) == (76.956002, 43.233001)
    plugs = found.stations.connectors
    first = plugs[plugs["evse_id"] == "FR*EVK*E7*1"].set_index("connector")
    assert first["power_kw"].to_dict() == {
        "DOMESTIC_E": 2.3,
        "IEC_62196_T2": 11.0,
        "IEC_62196_T2_COMBO": 120.0,
        "CHADEMO": 120.0,
    }
    assert first["power_guessed"].to_dict() == {
        "DOMESTIC_E": True,
        "IEC_62196_T2": True,
        "IEC_62196_T2_COMBO": False,
        "CHADEMO": False,
    }
    assert len(plugs[plugs["evse_id"] == "FR*EVK*E7*2"]) == 3
    assert (found.report.records, found.report.kept) == (2, 2)


@pytest.mark.parametrize("yes", ["TRUE", "true", "1", "1.0", "Vrai", "oui", "x"])
def test_a_flag_is_true_in_any_of_its_forms_and_false_in_others(tmp_path, yes):
    assert read(tmp_path, plain(prise_type_2=yes)).stations.plugs() == {"IEC_62196_T2": 1}
    none = read(tmp_path, plain(prise_type_2="Faux"))
    assert (none.report.kept, none.stations.plugs()) == (1, {})
    doubted = read(tmp_path, plain(prise_type_2="maybe")).report
    assert "neither true nor false" in doubted.problems[0].reason


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[2.35,48.85]", (2.35, 48.85)),
        ("[48.85, 2.35]", (2.35, 48.85)),
        ("2,35;48,85", (2.35, 48.85)),
        ("[2,35, 48,85]", (2.35, 48.85)),
        ("2.35 48.85", (2.35, 48.85)),
        ("POINT (2.35 48.85)", (2.35, 48.85)),
        ("[55.5, -21.1]", (55.5, -21.1)),
        ("[76.95, 43.23]", (76.95, 43.23)),
    ],
)
def test_coordinates_in_one_cell_are_read_and_swapped_ones_mended_in_france(tmp_path, text, place):
    (station,) = read(tmp_path, plain(coordonneesXY=text)).listed
    assert (station.lon, station.lat) == place


def test_a_row_without_a_place_is_dropped_unless_the_consolidation_has_one(tmp_path):
    where = {"consolidated_longitude": "2.35", "consolidated_latitude": "48.85"}
    found = read(
        tmp_path, plain(coordonneesXY="Paris") | where, point(2, coordonneesXY="Paris", id_station_itinerance="X")
    )
    assert [(one.lon, one.lat) for one in found.listed] == [(2.35, 48.85)]
    assert found.report.problems[0].reason == "coordonneesXY 'Paris' is not [longitude, latitude]"
    assert (found.report.kept, found.report.dropped) == (1, 1)


def test_a_power_in_watts_or_with_a_comma_is_in_kilowatts(tmp_path):
    said = {"22000": 22.0, "22,08": 22.08, "7.4 kW": 7.4}
    assert {
        text: read(tmp_path, plain() | {"puissance_nominale": text}).listed[0].plugs[0].power_kw for text in said
    } == said


def test_a_point_of_several_aggregators_counts_once_by_its_latest_row(tmp_path):
    old = plain(date_maj="2024-01-01", nom_station="old")
    new = plain(date_maj="2026-01-01", nom_station="new", id_station_itinerance="fr-evk-p7") | {
        "id_pdc_itinerance": "FREVKE71"
    }
    found = read(tmp_path, old, new, old)
    assert [one.name for one in found.listed] == ["new"]
    assert found.stations.plugs() == {"IEC_62196_T2": 1}
    assert (found.report.records, found.report.kept, found.report.merged) == (3, 1, 2)


def test_points_for_disabled_drivers_two_wheelers_or_closed_groups_are_no_ordinary_supply(tmp_path):
    found = read(
        tmp_path,
        plain(accessibilite_pmr="Réservé PMR"),
        point(2, station_deux_roues="true", id_station_itinerance="B"),
        point(3, condition_acces="Accès réservé", id_station_itinerance="C"),
        point(4, implantation_station="Parking privé réservé à la clientèle", id_station_itinerance="D"),
        point(5, date_mise_en_service="2027-01-01", id_station_itinerance="E"),
    )
    assert [one.plugs[0].reserved_for for one in found.listed] == ["disabled", "motorcycles", None, None, None]
    assert [one.access for one in found.listed] == ["public", "public", "private", "customers", "public"]
    assert [one.plugs[0].status for one in found.listed][-1] == "planned"
    assert found.listed[0].accessible == "yes"


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252"])
def test_accents_survive_whatever_the_encoding(tmp_path, encoding):
    file = written(tmp_path, plain(condition_acces="Accès réservé"))
    file.path.write_bytes(file.path.read_bytes().decode("utf-8").encode(encoding))
    (station,) = read_irve(file).listed
    assert (station.name, station.operator, station.access) == ("Gare d'Évry", "Opérateur", "private")


def test_a_workbook_and_a_layer_read_as_the_text_does(tmp_path):
    rows = [plain(), point(2, nbre_pdc="1")]
    plugs = read(tmp_path, *rows).listed[0].plugs
    frame = pd.DataFrame(rows)
    frame.to_excel(tmp_path / "irve.xlsx", index=False)
    assert read_irve(InputFile(tmp_path / "irve.xlsx")).listed[0].plugs == plugs
    layer = gpd.GeoDataFrame(frame.drop(columns="coordonneesXY"), geometry=[Point(76.95, 43.23)] * 2, crs="EPSG:4326")
    layer.to_file(tmp_path / "irve.geojson", driver="GeoJSON")
    (station,) = read_irve(InputFile(tmp_path / "irve.geojson")).listed
    assert (station.plugs, station.lon, station.lat) == (plugs, 76.95, 43.23)


def test_another_table_is_one_clear_line(tmp_path):
    with pytest.raises(InputError, match="puissance_nominale"):
        read(tmp_path, {"nom": "x", "lon": "2"})
    with pytest.raises(InputError, match="no column of sockets"):
        read(tmp_path, {"puissance_nominale": "22", "coordonneesXY": "[2,48]"})
    with pytest.raises(InputError, match="etat_pdc"):
        read_irve_status(written(tmp_path, IRVE_ROW))


def test_the_latest_state_of_a_point_counts_and_a_broken_socket_is_broken_alone(tmp_path):
    states = [
        IRVE_STATUS_ROW,
        IRVE_STATUS_ROW | {"etat_pdc": "en_service", "horodatage": "2026-01-01T10:00:00+01:00"},
        IRVE_STATUS_ROW
        | {"id_pdc_itinerance": "FR*EVK*E7*2", "etat_pdc": "en_service", "etat_prise_type_2": "hors_service"},
        IRVE_STATUS_ROW | {"id_pdc_itinerance": "FR*XXX*E9"},
        IRVE_STATUS_ROW | {"etat_pdc": "peut-être"},
    ]
    told = read_irve_status(written(tmp_path, *states, name="state.csv"))
    found, report = with_status(read(tmp_path, point(), point(2)), told, days=90, oldest="2026-02-01")
    plugs = found.listed[0].plugs
    assert {plug.status for plug in plugs if plug.evse_id.endswith("1")} == {"out_of_order_now"}
    assert {plug.status_at for plug in plugs if plug.evse_id.endswith("1")} == {"2026-03-02T09:00:00Z"}
    assert [p.connector for p in plugs if p.evse_id.endswith("2") and p.status == "out_of_order_now"] == [
        "IEC_62196_T2"
    ]
    assert (report.records, report.kept, report.merged, report.dropped) == (5, 2, 1, 2)
