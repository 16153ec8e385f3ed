"""The tables a city hall would hand over: population, districts, fleet, lots, feeders."""

from typing import Any

from shapely import Polygon, orient_polygons
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geodata.sources.synthetic.dice import Dice
from geodata.sources.synthetic.people import District, People
from geodata.sources.synthetic.places import Places
from geodata.sources.synthetic.spec import CitySpec, apart

Rows = list[dict[str, Any]]

# class: (vehicles in a city of half a million, port where the table tells it)
CITY_FLEET: tuple[tuple[str, int, str], ...] = (
    ("taxi", 560, ""),
    ("taxi_part_time", 420, ""),
    ("bus", 60, "gbt"),
    ("bus", 20, "ccs2"),
    ("delivery", 150, ""),
    ("delivery", 40, "gbt"),
    ("car_share", 60, "gbt"),
)
PRIVATE = 3200
PHEV = 330


def population_rows(people: People, spec: CitySpec) -> Rows:
    """Cells of 500 m: `lon, lat` of the middle, `population`."""
    return [
        dict(zip(("lon", "lat"), spec.lonlat(cell), strict=True)) | {"population": count}
        for cell, count in people.cells
    ]


def district_rows(people: People) -> Rows:
    """`district, population`."""
    return [{"district": district.name[0], "population": district.population} for district in people.districts]


def districts_geojson(people: People, spec: CitySpec) -> dict[str, Any]:
    """Districts as RFC 7946 features, names in three languages."""
    return {"type": "FeatureCollection", "features": [_feature(district, spec) for district in people.districts]}


def boundary_geojson(limits: Polygon, spec: CitySpec) -> dict[str, Any]:
    """City limits as one RFC 7946 feature."""
    feature = {
        "type": "Feature",
        "properties": {"name": spec.name_ru, "name:en": spec.name},
        "geometry": _geometry(limits, spec),
    }
    return {"type": "FeatureCollection", "features": [feature]}


def _feature(district: District, spec: CitySpec) -> dict[str, Any]:
    russian, kazakh, latin = district.name
    geometry = _geometry(district.area.normalize().simplify(1.0), spec)
    return {
        "type": "Feature",
        "properties": {"name": russian, "name:kk": kazakh, "name:en": latin},
        "geometry": geometry,
    }


def _geometry(area: BaseGeometry, spec: CitySpec) -> dict[str, Any]:
    """Degrees, outer rings against the clock and inner ones with it, as RFC 7946 asks."""
    shape = mapping(orient_polygons(area))
    parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    turned = [[[spec.lonlat((x, y)) for x, y in ring] for ring in part] for part in parts]
    return (
        {"type": "MultiPolygon", "coordinates": turned}
        if len(turned) > 1
        else {"type": "Polygon", "coordinates": turned[0]}
    )


def fleet_rows(people: People, spec: CitySpec) -> Rows:
    """`vehicle_class, count, district, year, port`: private cars by district, the old town's by kind of home, the rest for the city."""
    size = spec.population / 500_000
    total = sum(district.population for district in people.districts)
    rows: Rows = []

    def add(vehicle_class: str, count: float, district: str = "", port: str = "") -> None:
        if round(count) > 0:
            rows.append(
                {
                    "vehicle_class": vehicle_class,
                    "count": round(count),
                    "district": district,
                    "year": 2028,
                    "port": port,
                }
            )

    for number, district in enumerate(people.districts):
        share = size * district.population / total
        if number == 1:  # the old town: this council counts by kind of home
            add("private_home", 0.8 * PRIVATE * share, district.name[0])
            add("private_apartment", 0.2 * PRIVATE * share, district.name[0])
        else:
            add("private", PRIVATE * share, district.name[0])
        add("phev", PHEV * share, district.name[0])
    for vehicle_class, count, port in CITY_FLEET:
        add(vehicle_class, count * size, port=port)
    return rows


def feeder_rows(places: Places, spec: CitySpec) -> Rows:
    """`feeder, spare_kw, lon, lat`: the substations, some nearly full."""
    dice = Dice(spec.seed, "feeders")
    rows = []
    for name, point in places.found["substation"]:
        lon, lat = spec.lonlat(point)
        rows.append({"feeder": name, "spare_kw": dice.whole(3, 24) * 50, "lon": lon, "lat": lat})
    return rows


def lot_rows(places: Places, spec: CitySpec) -> Rows:
    """`lon, lat, name, bays, grid_kw, site_cost_usd, land_status, feeder`: lots the city owns, beside places people know."""
    dice = Dice(spec.seed, "lots")
    known = [
        place
        for kind in ("marketplace", "stadium", "hospital", "townhall", "cinema", "school")
        for place in places.found.get(kind, ())[:4]
    ]
    rows = []
    for name, point in dice.shuffled(known)[:16]:
        spot = point[0] + dice.between(20.0, 45.0), point[1] - dice.between(20.0, 45.0)
        feeder = min(places.found["substation"], key=lambda place: (apart(place[1], spot), place[0]))[0]
        lon, lat = spec.lonlat(spot)
        rows.append(
            {
                "lon": lon,
                "lat": lat,
                "name": f"Городской участок: {name}",
                "bays": dice.whole(4, 14),
                "grid_kw": dice.whole(2, 10) * 40,
                "site_cost_usd": dice.whole(4, 18) * 500,
                "land_status": dice.pick(("municipal", "municipal", "municipal", "leased", "agreed", "disputed")),
                "feeder": feeder if dice.chance(0.8) else "",
            }
        )
    return rows
