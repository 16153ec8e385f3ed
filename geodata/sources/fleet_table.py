"""Electric vehicles from a user's table. An invalid count raises an error: dropping it would bias every result."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from geodata.connectors import PLUG_FAMILIES
from geodata.fleet import FLEET, VEHICLE_CLASSES
from geodata.input_file import InputFile
from geodata.numerals import count_in_doubt
from geodata.report import Kind, Problem, SourceReport
from geodata.speech import _
from geodata.spreadsheet import parse_number, read_table, said_of
from geodata.table_row import TableRow
from geodata.words.vocabulary import meant, suggested


def read_fleet(file: InputFile) -> tuple[pd.DataFrame, SourceReport]:
    """Read the counts of all years.

    Rows of the same class, district, port and year are summed, and named; so are classes counted by district and for the whole city.

    Parameters
    ----------
    file : InputFile
        Table ``vehicle_class,count[,district][,year][,port]``.

    Returns
    -------
    fleet : DataFrame
        Schema FLEET, in the order of the file.
    report : SourceReport
        One record a row.

    Raises
    ------
    MissingFileError, InputError
        The file is missing or no table; a row has an unknown class or port, or a count or year that is none.
    """
    path, names = file.path, ("vehicle_class", "count", "district", "year", "port")
    table = read_table(
        path, file.columns, names, role=_("fleet table"), required=("vehicle_class", "count"), key="fleet.columns"
    )
    table = table.reindex(columns=["row", *names]).astype({"district": object, "year": object, "port": object})
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    counts: dict[tuple[object, ...], float] = {}
    problems: list[Problem] = []
    for number, *cells in zip(table["row"], *(table[name] for name in names), strict=True):
        vehicle_class, count, district, of_year, port = (_cell(cell) for cell in cells)
        row = _Row(path, int(number))
        name, own_year, family = (
            row.one_of("vehicle_class", vehicle_class, VEHICLE_CLASSES),
            row.year(of_year),
            row.port(port),
        )
        key = (name, " ".join((district or "").split()).casefold(), own_year, family)
        vehicles = row.vehicles(count)
        if key in rows:
            reason = _("counted twice for the same class, district, port and year")
            action = _("merged into row {row}, summed", row=rows[key]["row"])
            problems.append(Problem(_("row {number}", number=row.number), reason, action, Kind.DUPLICATE))
        first = {"row": row.number, "vehicle_class": name, "district": district, "year": own_year, "port": family}
        rows.setdefault(key, first)
        counts[key] = counts.get(key, 0.0) + vehicles
    kept = [{**rows[key], "count": vehicles} for key, vehicles in counts.items()]
    fleet = FLEET.checked(pd.DataFrame(kept).astype(object), source=str(path))
    said = (*said_of(table), *problems, *_both_ways(kept))
    counted = (len(table), len(rows), len(problems))
    return fleet, SourceReport(str(path), "fleet", *counted, problems=said, file=file.fingerprint(table))


def _both_ways(rows: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """Classes of a year that are counted by district and for the whole city: perhaps the parts beside their sum."""
    placed, anywhere = Counter[tuple[str, int | None]](), Counter[tuple[str, int | None]]()
    for row in rows:
        (placed if row["district"] else anywhere)[row["vehicle_class"], row["year"]] += row["count"]
    found = []
    for name, year in placed.keys() & anywhere.keys():
        parts, whole = (f"{counts[name, year]:,.0f}".replace(",", " ") for counts in (placed, anywhere))
        reason = _("{parts} vehicles in districts, and {whole} without a district", parts=parts, whole=whole)
        action = _("summed, as further vehicles anywhere in the city; if they are the city's total, leave that row out")
        found.append(
            Problem(
                _("class {name}, {year}", name=name, year=str(year)) if year else _("class {name}", name=name),
                reason,
                action,
                Kind.DUPLICATE,
            )
        )
    return sorted(found, key=lambda one: one.record)


class _Row(TableRow):
    def vehicles(self, text: str | None) -> float:
        """Count of vehicles, finite and not negative."""
        count = parse_number(text)
        if count is None or count < 0:
            raise self.error("count", text, _("expected a number of vehicles, 0 or more"))
        doubt = count_in_doubt(text)
        if doubt is not None:
            raise self.error("count", text, doubt)
        return count

    def year(self, text: str | None) -> int | None:
        """Calendar year or None."""
        if text is None:
            return None
        value = parse_number(text)
        if value is None or not value.is_integer() or not 1990 <= value <= 2100:
            raise self.error("year", text, _("expected a calendar year as 2028, or nothing"))
        return int(value)

    def port(self, text: str | None) -> str | None:
        """Port family, or None for the mix to decide."""
        if text is None:
            return None
        family = meant("port", text)
        if family is None:
            near = suggested("port", text)
            known = ", ".join(family.value for family in PLUG_FAMILIES)
            meaning = _("did you mean {near}? ", near=near) if near else ""
            raise self.error(
                "port",
                text,
                _("{meaning}expected one of {known}, or nothing where the mix decides", meaning=meaning, known=known),
            )
        return family


def _cell(value: object) -> str | None:
    return value if isinstance(value, str) else None
