"""Districts: their polygons from a layer, their official populations from a table."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geodata.address import Address
from geodata.crs import LONLAT
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.numerals import count_in_doubt
from geodata.overture.divisions import districts_of
from geodata.report import Problem, SourceReport
from geodata.shapes import counted_kinds, polygonal
from geodata.speech import _
from geodata.spreadsheet import parse_estimate, read_table, said_of
from geodata.words.vocabulary import meant
from geodata.zones import DISTRICTS

DISTRICT_TABLE = "district table"
"""Format of a table of districts in its report."""
MOST_SUGGESTIONS = 20
"""So many unknown names are compared with all known ones; of a table that fits nowhere the first tell as much as all."""

LOWER_BOUND = {"lower_bound", "lower bound"}
_KIND_OF_PLACE = re.compile(
    r"\b(district|region|rayon|raion|району?|ауданы|аудан|tumani|tuman|raýony|etraby|ноҳияи?)\b"
)


def read_districts(file: InputFile, subtype: str | None = None) -> tuple[gpd.GeoDataFrame, SourceReport]:
    """Read district polygons with a `district` or `name` column and perhaps a `population`.

    Features of one name become one district. A population that is a lower bound ("over 358 thousand") is no total. Areas of
    Overture's divisions are known by their column `names`; of several subtypes `subtype` says which are the districts.

    Returns
    -------
    districts : GeoDataFrame
        Schema DISTRICTS, EPSG:4326, sorted by name.
    report : SourceReport
        One record a feature.

    Raises
    ------
    MissingFileError, InputError
        The file is missing or no layer, has no name column, or no polygon with a name.
    """
    path, wanted = file.path, ("district", "name", "population", "names", "subtype", "class")
    table = read_table(
        path, file.columns, wanted, role=_("districts of the city"), with_geometry=True, called=("districts",)
    )
    if not isinstance(table, gpd.GeoDataFrame):
        raise InputError(
            path, _("a table without geometry"), _("expected a layer of polygons; totals go to district_table")
        )
    said = said_of(table, published="names" in table)
    if "names" in table and not {"district", "name"} & set(table.columns):
        table = districts_of(table, subtype, path)
    column = next((one for one in ("district", "name") if one in table), None)
    if column is None:
        advice = _("expected a column 'district' or 'name'; map yours with districts_columns = { district = \"...\" }")
        raise InputError(path, _("no column with the districts' names"), advice)
    found = _Found()
    texts = table["population"] if "population" in table else [None] * len(table)
    for row, name, text, shape in zip(table["row"], table[column], texts, table.geometry, strict=True):
        found.take(int(row), name, text, shape)
    if not found.areas:
        raise InputError(
            path,
            _("no polygon with a name ({counted_kinds})", counted_kinds=counted_kinds(table.geometry)),
            _("expected a Polygon or MultiPolygon and a name for each district"),
        )
    counts = (len(table), len(found.areas), found.merged, found.dropped)
    problems = (*said, *found.problems)
    report = SourceReport(str(path), "districts", *counts, problems=problems, file=file.fingerprint(table))
    return found.frame(path), report


class _Found:
    """Districts of the features seen so far."""

    def __init__(self) -> None:
        self.areas: dict[str, list[Any]] = {}
        self.totals: dict[str, float] = {}
        self.problems: list[Problem] = []
        self.merged = self.dropped = 0

    def take(self, row: int, name: str | None, text: str | None, shape: Any) -> None:
        """Keep one feature, join it to its namesake, or say why it is dropped."""
        area, remark = polygonal(shape)
        if name is None or area is None:
            self.problems.append(
                Problem(
                    _("feature {row}", row=row),
                    _("no name") if area is not None else remark or _("no polygon"),
                    _("dropped"),
                )
            )
            self.dropped += 1
            return
        if remark:
            self.problems.append(Problem(_("feature {row} ({name})", row=row, name=name), remark, _("repaired")))
        if name in self.areas:
            self.merged += 1
            self.problems.append(
                Problem(
                    _("feature {row} ({name})", row=row, name=name),
                    _("a district of this name was there"),
                    _("merged into it"),
                )
            )
        self.areas.setdefault(name, []).append(area)
        self._take_total(name, text)

    def _take_total(self, name: str, text: str | None) -> None:
        read = parse_estimate(text)
        wrong = None if text is None else _bad_count(text, read)
        if wrong is not None:
            self.problems.append(Problem(_("district {name}", name=name), wrong, _("left empty")))
        elif read is not None and read[1]:
            self.problems.append(
                Problem(
                    _("district {name}", name=name),
                    _("population {text!r} is a lower bound", text=text),
                    _("not used as a total"),
                )
            )
        elif read is not None:
            self.totals[name] = self.totals.get(name, 0.0) + read[0]

    def frame(self, path: Address) -> gpd.GeoDataFrame:
        """Build the table, sorted by name."""
        names = sorted(self.areas)
        shapes = [shapely.union_all(self.areas[name]) for name in names]
        population = [self.totals.get(name, float("nan")) for name in names]
        plain = {"district": pd.Series(names, dtype=object), "population": population}
        return DISTRICTS.checked(gpd.GeoDataFrame(plain, geometry=shapes, crs=LONLAT), source=str(path))


def read_district_table(file: InputFile) -> tuple[pd.DataFrame, SourceReport]:
    """Read official populations by district.

    Returns
    -------
    table : DataFrame
        `district`, `population` (people, NaN where unreadable), `lower_bound` (true where the figure says "over", or where
        a column `lower_bound` says so).
    report : SourceReport
        One record a row; rows without a name or a readable figure are dropped.

    Raises
    ------
    MissingFileError, InputError
        The file is missing, no table, lacks the columns, or no row is of use.
    """
    path, names = file.path, ("district", "population")
    table = read_table(
        path,
        file.columns,
        (*names, "lower_bound"),
        role=_("district table"),
        required=names,
        key="city.district_table_columns",
    )
    bounds = table["lower_bound"] if "lower_bound" in table else [None] * len(table)
    rows: list[tuple[str, float, bool]] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for row, name, text, bound in zip(table["row"], table["district"], table["population"], bounds, strict=True):
        read = parse_estimate(text)
        reason = _bad_row(name, text, read, seen)
        if reason or read is None:
            problems.append(Problem(_("row {row}", row=row), reason or _("no population"), _("dropped")))
            continue
        seen.add(name)
        rows.append((name, read[0], read[1] or _is_yes(bound)))
    if not rows:
        first = problems[0]
        raise InputError(
            path,
            _(
                "none of its {count} rows can be used ({record}: {reason})",
                count=len(table),
                record=first.record,
                reason=first.reason,
            ),
            _("expected a district and its population in each row"),
        )
    out = pd.DataFrame(rows, columns=["district", "population", "lower_bound"])
    out["district"] = out["district"].astype(object)
    report = SourceReport(
        str(path),
        DISTRICT_TABLE,
        len(table),
        len(rows),
        dropped=len(table) - len(rows),
        problems=(*said_of(table), *problems),
        file=file.fingerprint(table),
    )
    return out, report


def _is_yes(bound: str | None) -> bool:
    return meant("yes_no", bound) == "yes" or (bound or "").casefold() in LOWER_BOUND


def with_totals(
    districts: gpd.GeoDataFrame, table: pd.DataFrame, report: SourceReport
) -> tuple[gpd.GeoDataFrame, SourceReport]:
    """Write the totals of a table to the districts of the same name; what has no polygon is reported, never invented.

    Names are compared without case and without words for "district". A lower bound is kept out of the totals.
    """
    number = {_key(name): k for k, name in enumerate(districts["district"])}
    population = districts["population"].to_numpy(dtype=float, copy=True)
    problems, without = list(report.problems), 0
    for name, count, lower in zip(table["district"], table["population"], table["lower_bound"], strict=True):
        place = number.get(_key(name))
        counted = f"{count:,.0f}".replace(",", " ")
        said = _("{people} people", people=counted)
        if place is None:
            without += 1
            meant = _nearest(name, districts["district"]) if without <= MOST_SUGGESTIONS else ""
            action = _("reported only{meant}", meant=meant)
            problems.append(
                Problem(_("district {name}", name=name), _("no polygon of this name ({said})", said=said), action)
            )
        elif lower:
            problems.append(
                Problem(
                    _("district {name}", name=name), _("{said} is a lower bound", said=said), _("not used as a total")
                )
            )
        else:
            population[place] = count
    kept, dropped = report.kept - without, report.dropped + without
    return districts.assign(population=population), replace(
        report, kept=kept, dropped=dropped, problems=tuple(problems)
    )


def _bad_row(name: str | None, text: str | None, read: tuple[float, bool] | None, seen: set[str]) -> str | None:
    if name is None:
        return _("no district name")
    if name in seen:
        return _("district {name} was there", name=name)
    return _bad_count(text, read)


def _bad_count(text: str | None, read: tuple[float, bool] | None) -> str | None:
    """Why a population is no count of people, or leaves doubt; None where it is one."""
    if read is None or read[0] < 0:
        return _("population {text!r} is not a count", text=text)
    doubt = count_in_doubt(text)
    return None if doubt is None else _.joined(": ", [_("population {told!r}", told=text), doubt])


def _nearest(name: str, known: Iterable[str]) -> str:
    keys = {_key(one): one for one in known}
    close = difflib.get_close_matches(_key(name), keys, n=1, cutoff=0.5)
    return _("; did you mean {keys!r}?", keys=keys[close[0]]) if close else ""


def _key(name: str) -> str:
    return " ".join(_KIND_OF_PLACE.sub(" ", name.casefold()).split())
