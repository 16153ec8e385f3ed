"""Towns from a table of the user's, or from a file of GeoNames (cities15000.txt and its like), which has no headings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geodata.address import short_name
from geodata.coordinates import place_of
from geodata.countries import alpha2
from geodata.errors import InputError
from geodata.input_file import Fingerprint, InputFile, checked_file
from geodata.numerals import parse_estimate
from geodata.speech import _
from geodata.spreadsheet import read_table
from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.misplaced import not_in_degrees
from geodata.trunk.tables import rows_in, where
from geodata.trunk.towns import Town, plain_name

COLUMNS = ("name", "lon", "lat", "population", "country", "region", "name_ru", "source", "confidence", "countrycode")
GEONAMES_CELLS = 19
ROLE = _.term("table of towns")


def read_towns(
    file: InputFile, faults: Faults, *, countries: tuple[str, ...] = (), least_population: float = 0.0
) -> tuple[tuple[Town, ...], Fingerprint]:
    """Read towns, the largest first.

    Parameters
    ----------
    file : InputFile
        ``name, lon, lat, population[, country, region]`` as table or layer, or a dump of GeoNames.
    faults : Faults
    countries : tuple of str
        ISO 3166-1 alpha-2: towns of these alone, and those of which nobody says the country, which are of the one where it is one. All where empty.
    least_population : float
        Smaller places are no towns.

    Raises
    ------
    MissingFileError, InputError
        The file cannot be read, lacks a column, or has no town that can be used.
    """
    dump = _geonames(file)
    table = None
    if dump is None:
        table = read_table(
            file.path,
            file.columns,
            COLUMNS,
            role=ROLE,
            required=("name", "lon", "lat", "population"),
            key="corridors.towns.columns",
            also={"name": "city"},
            called=("towns", "cities"),
        )
        dump = rows_in(table, COLUMNS)
    name = short_name(file.path)
    found: dict[str, Town] = {}
    for row in dump:
        town = _town(row, name, faults, only=countries[0] if len(countries) == 1 else "")
        if town is None or town.population < least_population:
            continue
        if countries and town.country and town.country not in countries:
            continue
        known = found.get(plain_name(town.name))
        if known is not None:
            faults.add(FaultKind.TOWN_TWICE, town.record, name=town.name, first=known.record)
        if known is None or town.population > known.population:
            found[plain_name(town.name)] = town
    if not found:
        nowhere = [place_of(row["lon"], row["lat"]) for row in dump]
        if nowhere and all(isinstance(one, str) for one in nowhere):
            raise not_in_degrees(file.path, where(name, dump[0]), str(nowhere[0]))
        raise InputError(
            file.path, _("not one town that can be used"), _("expected name, lon, lat and population of towns")
        )
    towns = sorted(found.values(), key=lambda one: (-one.population, one.name))
    return tuple(towns), file.fingerprint(table)


def _geonames(file: InputFile) -> list[dict[str, Any]] | None:
    """Rows of a dump of GeoNames; None where the file is no such thing."""
    if not isinstance(file.path, Path) or file.path.suffix.lower() != ".txt":
        return None
    path = checked_file(file.path, ROLE)
    rows = []
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) != GEONAMES_CELLS or (number == 1 and not cells[0].isdigit()):
                if number == 1:
                    return None
                continue
            rows.append(_of_geonames(number, cells))
    return rows or None


def _of_geonames(number: int, cells: list[str]) -> dict[str, Any]:
    told = {"name": cells[1], "lat": cells[4], "lon": cells[5], "country": cells[8], "population": cells[14]}
    return {"row": number, **dict.fromkeys(COLUMNS), **told, "source": "GeoNames", "other": cells[2]}


def _town(row: Mapping[str, Any], name: str, faults: Faults, *, only: str) -> Town | None:
    """A row as a town, of the country `only` where it tells none."""
    place = place_of(row["lon"], row["lat"])
    people = parse_estimate(row["population"])
    if not row["name"] or isinstance(place, str) or people is None or not people[0] > 0:
        wrong = (
            _("no name")
            if not row["name"]
            else place
            if isinstance(place, str)
            else _("population {told!r}", told=row["population"] or "")
        )
        faults.add(FaultKind.TOWN_ROW, where(name, row), found=wrong)
        return None
    others = tuple(other for other in (row.get("name_ru"), row.get("other")) if other)
    country = alpha2(row["country"] or row["countrycode"]) or only
    return Town(
        row["name"],
        place.lon,
        place.lat,
        people[0],
        country,
        row["region"] or "",
        others,
        row["source"] or "",
        row["confidence"] or "",
        where(name, row),
    )
