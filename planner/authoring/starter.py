"""Starter configurations: a known city under any of its names, or a template for any other place."""

import json
import logging
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import InputError
from planner.authoring.starter_comments import with_comments_told
from planner.authoring.templates import (
    FLEET_CSV,
    STATIONS_CSV,
    STATIONS_XLSX,
    fleet_csv,
    stations_csv,
    stations_workbook,
)
from planner.catalogue.city_names import SURELY_NEAR, find_city, known_cities, nearest_cities, town_of
from planner.config.scenario import scenario_from
from planner.errors import ConfigError
from planner.support.resources import configs_dir
from planner.support.speech import SOURCE, _, either, speaking
from planner.support.staging import staged_file

log = logging.getLogger(__name__)

COUNTRIES = {"kazakhstan": "KZ", "uzbekistan": "UZ", "kyrgyzstan": "KG", "tajikistan": "TJ", "turkmenistan": "TM"}


@dataclass(frozen=True)
class Starter:
    """What was written, the configuration first; which tables were there already and are kept; notes for the user."""

    files: tuple[Path, ...]
    kept: tuple[Path, ...]
    notes: tuple[str, ...]


def write_starter(
    file: Path, city: str, *, tables: bool = False, force: bool = False, languages: Sequence[str] = (SOURCE,)
) -> Starter:
    """Write a commented configuration for `city` and, beside it, a table of stations to fill in, as workbook and as text.

    A table that is there already is kept as it is, whatever `force` says: somebody may have filled it in.

    Parameters
    ----------
    file : Path
        The configuration; ``.toml`` by custom.
    city : str
        A known city in any spelling, or any place name that OpenStreetMap understands.
    tables : bool
        Also write ``fleet_template.csv``.
    force : bool
        Write over the configuration that is there.
    languages : sequence of str
        Of map, report and tables, as `output.languages`; English alone is the default of every configuration and not written. The
        comments are in the first.

    Raises
    ------
    ConfigError
        The name is empty.
    InputError
        The configuration is already there, or a file cannot be written.
    """
    text, notes = starter_text(city)
    with speaking(languages[0]):
        text = with_comments_told(text)
    if tuple(languages) != (SOURCE,):
        text += f"\n[output]\nlanguages = {json.dumps(list(languages))}\n"
    known = find_city(city)
    log.info("writing %s", f"what is known of {known.name}" if known else "the template for any place")
    if known is None:
        notes = (*notes, _fleet_note(tables=tables))
    if file.exists() and not force:
        raise InputError(file, _("already there"), _("name another file, or use --force to write over it"))
    templates = {STATIONS_XLSX: stations_workbook, STATIONS_CSV: stations_csv} | (
        {FLEET_CSV: fleet_csv} if tables else {}
    )
    wanted = {file.parent / name: content for name, content in templates.items() if name != file.name}
    kept = tuple(path for path in wanted if path.exists())
    contents = {file: text.encode()} | {path: content() for path, content in wanted.items() if path not in kept}
    for path, content in contents.items():
        with staged_file(path) as stage:
            stage.write_bytes(content)
    return Starter(tuple(contents), kept, notes)


def starter_text(city: str) -> tuple[str, tuple[str, ...]]:
    """Configuration for a known city or any place name, its comments in English, with notes for the user."""
    name = " ".join(city.split())
    if not name or not name.isprintable():
        raise ConfigError(
            _("--city {city!r}: not the name of a place; known cities: {names}", city=city, names=_all_names())
        )
    known = find_city(name)
    if known is not None:
        return known.file.read_text(encoding="utf-8"), ()
    text = _filled_template(name)
    scenario_from(tomllib.loads(text), where=f"starter for {name}")
    near = nearest_cities(name, SURELY_NEAR)
    hint = _("did you mean {near}?", near=either(near)) if near else _("known are {known}", known=_all_names())
    said = _("no facts about {name!r} came with the program, so every figure is yours to give", name=name)
    return text, (_.joined("; ", [said, hint]),)


def _all_names() -> str:
    return ", ".join(sorted(city.name for city in known_cities()))


def _filled_template(place: str) -> str:
    name, country = town_of(place), COUNTRIES.get(place.rpartition(",")[2].strip().casefold())
    text = (configs_dir() / "cities" / "_template.toml").read_text(encoding="utf-8")
    text = text.replace("# Words in curly braces are replaced by `evplan new`.\n", "")
    if country is not None:
        text = text.replace('# country = "KZ" ', f'country = "{country}" ')
    # A name stands in TOML strings and in a comment; JSON's escapes are TOML's too.
    words = {
        "{name}": json.dumps(name, ensure_ascii=False)[1:-1],
        "{place}": json.dumps(place, ensure_ascii=False)[1:-1],
    }
    return re.sub(r"\{name\}|\{place\}", lambda found: words[found.group()], text)


def _fleet_note(*, tables: bool) -> str:
    needed = _("a fleet table is needed: fleet.csv beside the configuration")
    fill = _("fill in {file} and save it under that name", file=FLEET_CSV)
    return _.joined("; ", [needed, fill if tables else _("--tables writes a template")])
