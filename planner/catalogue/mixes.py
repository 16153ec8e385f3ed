"""Standard mixes: which ports the vehicles of a world have, by class and year."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from geodata.connectors import PortFamily
from geodata.errors import GeodataError, MissingFileError
from geodata.input_file import Fingerprint, InputFile, checked_file
from geodata.system_reasons import reason_of
from geodata.workbooks.facts import WORKBOOK_ENDINGS
from planner.catalogue.class_names import class_words
from planner.catalogue.confidence import confidence_words
from planner.catalogue.mix_rows import COLUMNS, ENDS, FAMILIES, KEYS, MixRow, Shares, mix_rows, never_used
from planner.config.scenario import Scenario
from planner.errors import ConfigError
from planner.support.apart import LOOKING, apart
from planner.support.resources import configs_dir
from planner.support.speech import _, joined
from planner.support.spelling import nearest_known

Written = str | Mapping[str, Any] | Sequence[Mapping[str, Any]]
"""A mix as `fleet.mix` has it."""
TABLES = (".toml", ".csv", ".txt", ".tsv", *WORKBOOK_ENDINGS)
"""Endings of files that hold a mix."""
LOW_AND_HIGH = {"low": "least GB/T", "high": "most GB/T"}
"""Ends of a band, as part of a mix's name, and in words."""
OF = {"private_home": "private", "private_apartment": "private"}
"""Class whose rows count where a class has none of its own."""
BESIDE = ("source", "confidence", "note", "basis")
"""Columns of a table that are for people."""


@dataclass(frozen=True)
class Mix:
    """Shares of ports by vehicle class and year.

    Parameters
    ----------
    label : str
        For people.
    rows : tuple of MixRow
    source, confidence : str
        Empty where nobody says.
    file : Fingerprint, optional
        The user's table that it was read from; None for a mix of the catalogue or of the configuration itself.
    """

    label: str
    rows: tuple[MixRow, ...]
    source: str = ""
    confidence: str = ""
    file: Fingerprint | None = None

    def span(self, vehicle_class: str, year: int) -> tuple[Shares, Shares, Shares]:
        """Shares at the low end of the GB/T band, in its middle and at its high end, the other ports in proportion.

        The most specific rows count: those of the class with a year, of the class, those of all classes with a year, of all. Between two years shares
        lie on a straight line, before the first and after the last they stay.

        Raises
        ------
        ConfigError
            No row speaks of the class.
        """
        row = self._row(vehicle_class, year)
        return row.moved(row.low), row.shares, row.moved(row.high)

    def shares(self, vehicle_class: str, year: int) -> dict[PortFamily, float]:
        """Shares in the middle of the band; errors as `span`."""
        return dict(zip(FAMILIES, self._row(vehicle_class, year).shares, strict=True))

    def _row(self, vehicle_class: str, year: int) -> MixRow:
        for name in dict.fromkeys((vehicle_class, OF.get(vehicle_class, ""), "")):
            mine = [row for row in self.rows if row.vehicle_class == name]
            dated = sorted((row for row in mine if row.year is not None), key=lambda row: row.year or 0)
            if dated:
                return _between(dated, year)
            if mine:
                return mine[0]
        told = (
            _("vehicles of class {vehicle_class!r}", vehicle_class=vehicle_class)
            if vehicle_class
            else _("vehicles of all classes")
        )
        raise ConfigError(
            _(
                "fleet.mix ({label}): no row speaks of {told}; add one, or one without a vehicle_class for all others",
                label=self.label,
                told=told,
            )
        )

    def in_words(self, classes: Sequence[str], year: int) -> str:
        """Shares of these classes in words, classes that are alike together: ``GB/T 60%, CCS2 / Type 2 40%``."""
        groups: dict[str, list[str]] = {}
        for name in classes:
            shares = self.shares(name, year).items()
            words = joined(
                ", ",
                [_("{family} {share:.0%}", family=family.label, share=share) for family, share in shares if share],
            )
            groups.setdefault(words, []).append(name)
        if len(groups) == 1:
            return next(iter(groups))
        return joined(
            "; ",
            [
                joined(": ", [joined(", ", [class_words(one) for one in names]), words])
                for words, names in groups.items()
            ],
        )

    @property
    def classes(self) -> tuple[str, ...]:
        """Vehicle classes that have rows of their own; empty text for all others."""
        return tuple(dict.fromkeys(row.vehicle_class for row in self.rows))

    def note(self, year: int) -> str:
        """What is assumed, for people."""
        parts = [
            joined(": ", [class_words(name) or _("all other classes"), self.in_words((name,), year)])
            for name in self.classes
        ]
        shares = self.in_words(("",), year) if self.classes == ("",) else joined("; ", parts)
        values = {"year": str(year), "shares": shares, "sure": confidence_words(self.confidence or _("not given"))}
        said = _("port shares of {year}: {shares}; confidence {sure}", **values)
        if self.confidence in ("", "low"):
            said = _("assumed port shares of {year}: {shares}; confidence {sure}", **values)
        return joined("; ", [said, *never_used(self.rows)])


def _between(dated: Sequence[MixRow], year: int) -> MixRow:
    before = [row for row in dated if row.year is not None and row.year <= year]
    if not before or len(before) == len(dated):
        return before[-1] if before else dated[0]
    one, other = before[-1], dated[len(before)]
    assert one.year is not None
    assert other.year is not None
    return one.interpolated(other, (year - one.year) / (other.year - one.year))


def mix_of(scenario: Scenario) -> Mix:
    """Mix in force in a scenario; errors as `read_mix`."""
    return read_mix(scenario.mix, scenario.path(""))


def read_mix(mix: Written, folder: Path = Path(), key: str = "fleet.mix") -> Mix:
    """Mix by its name in configs/mixes, from a table beside the scenario, or as written in it under a key.

    Raises
    ------
    ConfigError
        Unknown mix or port, shares that do not sum to one, or a file that cannot be read.
    """
    if isinstance(mix, str):
        if is_table(mix):
            file = InputFile(folder / mix, name=mix)
            return replace(_mix_of_file(folder / mix), file=file.fingerprint())
        if mix not in mix_names():
            raise ConfigError(
                _(
                    "{key}: unknown mix {mix!r}; {nearest_known}",
                    key=key,
                    mix=mix,
                    nearest_known=nearest_known(mix, mix_names()),
                )
            )
        return _named_mix(mix)
    if isinstance(mix, Mapping):
        return Mix(_("given in the configuration"), mix_rows([(key, mix)], key))
    rows = [(_("{path}, row {row}", path=key, row=number), row) for number, row in enumerate(mix, start=1)]
    return Mix(_("given in the configuration"), mix_rows(rows, key))


def is_table(mix: str) -> bool:
    """Whether a mix is given as a file rather than by name."""
    return Path(mix).suffix.lower() in TABLES


@cache
def mix_names() -> tuple[str, ...]:
    """Names of the mixes in configs/mixes, those of countries with the low and high end of their bands."""
    names = []
    for path in sorted((configs_dir() / "mixes").glob("*.toml")):
        names.append(path.stem)
        names += [f"{path.stem}_{end}" for end in LOW_AND_HIGH if "low" in _toml(path)]
    return tuple(names)


@cache
def _named_mix(name: str) -> Mix:
    stem, _, end = name.rpartition("_")
    if end not in LOW_AND_HIGH:
        return _mix_of_file(configs_dir() / "mixes" / f"{name}.toml")
    middle = _named_mix(stem)
    rows = tuple(row.at_end(end) for row in middle.rows)
    return replace(middle, label=f"{middle.label}, {LOW_AND_HIGH[end]}", rows=rows)


def _mix_of_file(path: Path) -> Mix:
    if path.suffix.lower() == ".toml":
        return _mix_of_toml(path)
    from geodata.spreadsheet import read_table  # noqa: PLC0415  # the libraries of tables only where there is one

    try:
        asked = partial(read_table, path, {}, (*COLUMNS, *BESIDE), role=_("a mix of ports"))
        table = apart(asked, what=path.name, limits=LOOKING)
    except GeodataError as error:
        raise ConfigError(str(error)) from None
    for column in table.attrs.get("unread", ()):
        raise ConfigError(
            _(
                "{path}: unknown column {column!r}; {nearest_known}",
                path=path,
                column=column,
                nearest_known=nearest_known(column, COLUMNS),
            )
        )
    records = table.to_dict("records")
    told = [{str(key): cell for key, cell in record.items() if key in COLUMNS} for record in records]
    rows = [
        (_("{path}, row {row}", path=str(path), row=record["row"]), cells)
        for record, cells in zip(records, told, strict=True)
    ]
    sources, sure = (sorted({str(one[key]) for one in records if one.get(key)}) for key in ("source", "confidence"))
    return Mix(path.stem, mix_rows(rows, str(path)), "; ".join(sources), "/".join(sure))


def _mix_of_toml(path: Path) -> Mix:
    """Read ``[shares]`` of all classes with the bands ``[low]`` and ``[high]``, and ``[[rows]]`` of single classes and years."""
    data = _toml(path)
    known = ("name", "description", *BESIDE, "shares", *LOW_AND_HIGH, "rows")
    for key in data:
        if key not in known:
            raise ConfigError(
                _(
                    "{path}: unknown key {key!r}; {nearest_known}",
                    path=path,
                    key=key,
                    nearest_known=nearest_known(key, known),
                )
            )
    tables, rows = {key: data.get(key, {}) for key in ("shares", *LOW_AND_HIGH)}, data.get("rows", [])
    if not all(isinstance(one, dict) for one in [*tables.values(), *(rows if isinstance(rows, list) else [None])]):
        raise ConfigError(
            _("{path}: expected [shares] and [[rows]], tables like {{ gbt = 0.5, ccs2 = 0.5 }}", path=path)
        )
    written = [(f"{path}, rows, {number}", row) for number, row in enumerate(rows, start=1)]
    if "shares" in data:
        ends = {key: tables[key.removeprefix("gbt_")].get("gbt") for key in ENDS}
        written.insert(0, (f"{path}, shares", {**ends, **_without_keys(tables["shares"], path)}))
    label = str(data.get("name", path.stem))
    return Mix(label, mix_rows(written, str(path)), str(data.get("source", "")), str(data.get("confidence", "")))


def _without_keys(shares: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    for key in KEYS:
        if key in shares:
            raise ConfigError(_("{path}, shares: {key!r} belongs to a row; write it in [[rows]]", path=path, key=key))
    return shares


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(checked_file(path, "a mix").read_text(encoding="utf-8-sig"))
    except MissingFileError:
        raise ConfigError(
            _("{path}: cannot be read (no such file); expected a table of port shares", path=path)
        ) from None
    except GeodataError as error:
        raise ConfigError(str(error)) from None
    except OSError as error:
        raise ConfigError(
            _(
                "{path}: cannot be read ({strerror}); expected a table of port shares",
                path=path,
                strerror=reason_of(error),
            )
        ) from None
    except RecursionError:
        raise ConfigError(
            _("{path}: tables or lists nested too deep; expected a table of port shares", path=path)
        ) from None
    except ValueError as error:  # not UTF-8, or no TOML
        raise ConfigError(_("{path}: not valid TOML, {error}; mend that line", path=path, error=error)) from None
