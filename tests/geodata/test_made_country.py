"""The bundled country is what its seeds draw."""

import csv
from pathlib import Path

import numpy as np
import rasterio

from geodata.sources.synthetic.country import make_country
from geodata.sources.synthetic.generate import make_city, write_city
from geodata.sources.synthetic.spec import CitySpec

BUNDLED = Path(__file__).resolve().parents[2] / "configs" / "sample_country"


def test_the_tables_and_heights_beside_the_demo_are_drawn_from_the_seed():
    drawn = make_country(5)
    for name in ("nodes", "edges", "towns", "stations"):
        with (BUNDLED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows == [{key: str(cell) for key, cell in row.items()} for row in getattr(drawn, name)], name
    with rasterio.open(BUNDLED / "heights.tif") as raster:
        assert np.array_equal(raster.read(1), drawn.height_m)


def test_the_second_city_is_drawn_from_its_seed(tmp_path: Path):
    spec = CitySpec(
        11, 120_000, 73.25, 45.37, "Tasbulaq (fictional sample city)", "Тасбулак (вымышленный город-образец)"
    )
    write_city(make_city(spec), tmp_path, "tasbulaq")
    for file in sorted((BUNDLED / "tasbulaq").iterdir()):
        if file.suffix != ".pbf":
            assert (tmp_path / file.name).read_bytes() == file.read_bytes(), file.name


def test_a_range_lies_between_the_two_cities_and_roads_climb_it():
    drawn = make_country(5)
    assert int(drawn.height_m.max()) > 2_000
    assert int(np.percentile(drawn.height_m, 50)) < 900
    slow = [row["km"] / row["minutes"] * 60.0 for row in drawn.edges]
    assert min(slow) < 60.0 < max(slow)
