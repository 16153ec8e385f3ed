"""`ocpi_locations.json` of a country: new stations on roads as OCPI 2.2.1 Locations, with status PLANNED."""

from pathlib import Path
from typing import Any

from geodata.countries import alpha3
from planner.country.names.places import town_of
from planner.country.output import words
from planner.country.output.plugs import ROAD_PLUGS
from planner.country.result import Country
from planner.country.roads.station import RoadStation
from planner.output.ocpi import NOWHERE_3, PARTY
from planner.output.ocpi_files import start_of_today
from planner.output.shared.ocpi_parts import V2_2_1, PlugOut, cut, evse, identifier, time_zone
from planner.support.files import write_json
from planner.support.speech import language, told

ROUGH_DIGITS = 2
"""Of degrees, of a place that is not known exactly: about a kilometre."""
MOST_TEXT = 512
"""Characters of a DisplayText."""


def write_country_ocpi(country: Country, path: Path) -> None:
    """Write the Locations."""
    time = start_of_today()
    write_json(path, [location(one, country, time) for one in country.built])


def location(one: RoadStation, country: Country, time: str) -> dict[str, Any]:
    """One station."""
    plugs = [family for family, count in one.guns.items() for _gun in range(count) if family in ROAD_PLUGS]
    code = alpha3(one.country or country.country) or NOWHERE_3
    return {
        "country_code": (one.country or country.country)[:2],
        "party_id": PARTY,
        "id": identifier(one.id),
        "publish": False,
        "name": cut(one.name, 255),
        "address": cut(one.road or one.name, 45),
        "city": cut(town_of(one.id), 45),
        "country": code,
        **_where(one),
        "evses": [
            evse(
                f"{identifier(one.id)[:30]}-{number}",
                "PLANNED",
                [PlugOut(ROAD_PLUGS[family].connector, one.kw)],
                time,
                V2_2_1,
            )
            for number, family in enumerate(plugs, start=1)
        ],
        "time_zone": time_zone(code, one.lon),
        "last_updated": time,
    }


def _where(one: RoadStation) -> dict[str, Any]:
    """Place of a station; of one without an exact point rounded, and said so."""
    digits = ROUGH_DIGITS if one.approximate else 6
    place = {"latitude": f"{round(one.lat, digits):.6f}", "longitude": f"{round(one.lon, digits):.6f}"}
    if not one.approximate:
        return {"coordinates": place}
    said = {"language": language(), "text": cut(told(words.position(one)), MOST_TEXT)}
    return {"coordinates": place, "directions": [said], "evplan": {"approximate": True}}
