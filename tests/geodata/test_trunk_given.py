"""The given roads of Kyrgyzstan and Kazakhstan, with what is known to be wrong with them."""

from pathlib import Path

import numpy as np
import pytest
from trunk_tables import fault, table

from geodata.input_file import InputFile
from geodata.trunk.doubts import KnownWay, road_km
from geodata.trunk.reading import TrunkRequest, read_trunk


@pytest.fixture
def central_asia(shared_data: Path):
    def read(*countries: str, **asked):
        file = InputFile(
            shared_data / "population" / "geonames_central_asia_cities15000.csv",
            {"lon": "longitude", "lat": "latitude"},
        )
        return read_trunk(
            TrunkRequest(
                nodes=InputFile(shared_data / "roads" / "central_asia_nodes.csv"),
                edges=InputFile(shared_data / "roads" / "central_asia_edges.csv"),
                towns=file,
                countries=countries,
                least_population=30_000,
                through_km=250,
                **asked,
            )
        )

    return read


def between(trunk, one, other):
    return road_km(trunk.network, trunk.towns)[trunk.towns.called(one), trunk.towns.called(other)]


def test_the_given_roads_of_kyrgyzstan_hang_together_by_foreign_stretches_that_are_told(central_asia):
    trunk = central_asia("KG", known_ways=(KnownWay("Bishkek", "Osh", 655, "ADB"),))
    # Of 188 nodes 183 are in one piece, and one is cut beside Toktogul; Kara-Kol stands between two nodes of Uzbekistan.
    assert sum(country == "KG" for country in trunk.network.country) == 184
    assert between(trunk, "Bishkek", "Osh") == pytest.approx(502, abs=1)
    assert fault(trunk, "through").count > 20
    assert fault(trunk, "no_country") is None, "those of the file lie far from these roads"
    assert "502 km here, 655 km known" in fault(trunk, "known_short").line
    shut = central_asia("KG", closed_borders=("KG-UZ",))
    assert shut.crossings < trunk.crossings
    assert not np.isfinite(road_km(shut.network, shut.towns)).all()


def test_the_given_roads_of_kazakhstan_lack_one_near_aktobe_and_a_correction_adds_it(central_asia, tmp_path):
    known = (KnownWay("Aktobe", "Atyrau", 590, "CAREC"),)
    trunk = central_asia("KZ", known_ways=known)
    assert between(trunk, "Aktobe", "Atyrau") == pytest.approx(917, abs=3)
    assert "919 km here, 590 km known" in fault(trunk, "known_long").line
    rows = table(tmp_path / "corrections.csv", "u,v,km", ["Aktobe,Atyrau,590"])
    mended = central_asia("KZ", known_ways=known, corrections=rows)
    assert between(mended, "Aktobe", "Atyrau") == pytest.approx(590, abs=1)
    assert fault(mended, "known_long") is None
