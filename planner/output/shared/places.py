"""The names of a plan's places for people: each its own, none empty, and the same for the same data."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import shapely

from geodata.whereabouts import SIDES as EIGHT
from planner.dossier.dossier import Dossier
from planner.dossier.whereabouts import Whereabouts, whereabouts_in
from planner.output.shared.naming import Speech, Subject, address, details, inert, name
from planner.output.shared.place_words import LONGER, MARKS
from planner.support import speech as messages
from planner.support.frames import plain
from planner.support.once import once_for_each


def kind_words(kind: str) -> str:
    """Name of a kind of place as people write it; unknown ones as they are."""
    return LONGER[kind]() if kind in LONGER else kind


@once_for_each
def titles(dossier: Dossier, language: str | None = None) -> dict[str, str]:
    """Name every site of a plan, and those that its studies name besides, each in its own words; by `site_id`.

    Parameters
    ----------
    dossier : Dossier
    language : str, optional
        Code of the reader's language. Default: the language of the moment; in English, words in English and names as the data has them.
    """
    return titles_in_all([dossier], language)


def titles_in_all(dossiers: Iterable[Dossier], language: str | None = None) -> dict[str, str]:
    """Name the sites of several plans of one city, each alike in all of them and no two alike in any."""
    subjects: dict[str, Subject] = {}
    alike: dict[str, Subject] = {}
    names: dict[str, Mapping[str, str]] = {}
    city = ""
    for dossier in dossiers:
        known = whereabouts_in(dossier)
        city, names = dossier.city, names | dict(known.names)
        for site, subject in _subjects(dossier, known):
            subjects.setdefault(site, subject)
        for site, subject in subjects_of(known.alike):
            alike.setdefault(site, subject)
    called = distinct({**alike, **subjects}, Speech(language, city, names))
    return {site: called[site] for site in subjects}


def subjects_of(places: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Subject]]:
    """Places as `planner.dossier.whereabouts.Whereabouts.alike` has them, to be named."""
    for site, told in places.items():
        called, district, address = (
            None if told[one] is None else str(told[one]) for one in ("name", "district", "address")
        )
        at = (told["lon"], told["lat"])
        yield site, Subject(str(told["kind"]), told["parts"], called, district, address, at)


def _subjects(dossier: Dossier, known: Whereabouts) -> Iterator[tuple[str, Subject]]:
    sites, stated = dossier.sites, _addresses(dossier)
    rows = zip(*([plain(cell) for cell in sites[one]] for one in ("site_id", "name", "kind", "district")), strict=True)
    for (one, called, kind, district), point in zip(rows, sites.geometry, strict=True):
        site = str(one)
        yield (
            site,
            Subject(str(kind), known.sites.get(site, {}), called, district, stated.get(site), (point.x, point.y)),
        )
    for site, told in known.others.items():
        at = (told["lon"], told["lat"])
        yield site, Subject(str(told["kind"]), told["parts"], told["name"], told["district"], None, at)


_MADE = re.compile(r"osm-[nwr]\d+|drawn-[\d.-]*\d|\b8[0-9a-f]{14}\b")
"""Ids that the planner makes, of places of the map, of drawn ones and of cells of H3; no other word reads so."""


def phrases_of(dossier: Dossier, called: Mapping[str, str], language: str | None = None) -> dict[str, str]:
    """What to write for the id of each site and zone: sites with their number, where they have one, and name; zones by what lies in their middle."""
    ranks = zip(dossier.sites["site_id"], dossier.sites["rank"], strict=True)
    number = {str(site): int(rank) for site, cell in ranks if (rank := plain(cell))}
    quoted = {
        site: messages._("“{name}”", name=title) for site, title in {**zone_titles(dossier, language), **called}.items()
    }
    return quoted | {
        site: messages._("site {rank}, {name}", rank=rank, name=quoted[site])
        for site, rank in number.items()
        if site in quoted
    }


def with_phrases(said: str, phrases: Mapping[str, str]) -> str:
    """A text, told, with a phrase in place of each id that the planner made; one that has no phrase stays, as do ids of the user's tables."""
    return _MADE.sub(lambda found: phrases.get(found[0], found[0]), messages.told(said))


@once_for_each
def candidate_titles_in(dossier: Dossier, language: str | None = None) -> dict[str, str]:
    """Name the candidates that a plan did not choose, told apart from each other and from its sites; by `site_id`."""
    known = whereabouts_in(dossier)
    sites = dict(_subjects(dossier, known))
    others = {
        str(one["site_id"]): Subject(str(one["kind"]), one.get("parts", {}), one["name"], None, None, tuple(one["at"]))
        for one in dossier.surroundings.get("candidates", ())
    }
    together = {**others, **dict(subjects_of(known.alike)), **sites}
    called = distinct(together, Speech(language, dossier.city, known.names))
    return {one: called[one] for one in others}


def with_titles(found: Any, called: Mapping[str, str]) -> Any:
    """Return what studies found with the title of a site as its ``name`` wherever they name one by `site_id`."""
    if isinstance(found, Mapping):
        out = {key: with_titles(inner, called) for key, inner in found.items()}
        title = called.get(str(found.get("site_id")))
        return out if title is None else out | {"name": title}
    return [with_titles(inner, called) for inner in found] if isinstance(found, list | tuple) else found


@once_for_each
def zone_titles(dossier: Dossier, language: str | None = None) -> dict[str, str]:
    """Name every zone of a plan by the crossing, street or landmark in its middle; by `zone_id`."""
    zones, known = dossier.zones, whereabouts_in(dossier)
    points = shapely.get_coordinates(shapely.centroid(zones.geometry.to_numpy())).tolist()
    rows = zip(zones["zone_id"], zones["district"], points, strict=True)
    subjects = {
        str(zone): Subject("zone", known.zones.get(str(zone), {}), None, plain(district), None, (lon, lat))
        for zone, district, (lon, lat) in rows
    }
    return distinct(subjects, Speech(language, dossier.city, known.names))


def distinct(subjects: Mapping[str, Subject], speech: Speech) -> dict[str, str]:
    """Name each of several places so that no two names are alike, by id; the order of the places is of no account.

    Of places with one name each tells more of where it is, then on which side of the others it lies, last its number among them.
    """
    found = {one: name(subjects[one], speech) for one in sorted(subjects)}
    more = {one: list(details(subjects[one], speech)) for group in _alike(found) for one in group}
    for _ in range(MOST_DETAILS):
        for group in _alike(found):
            told = {one: _next(one, group, more) for one in group}
            longer = {one: speech.phrase("more", place=found[one], more=told[one]) for one in group if told[one]}
            found |= {one: called for one, called in longer.items() if len(called) <= LONGEST}
    for group in _alike(found):
        sides = _sides([subjects[one].lonlat for one in group])
        if len(set(sides)) == len(group):
            found |= {
                one: speech.phrase("one_of", place=found[one], mark=speech.word(MARKS, side))
                for one, side in zip(group, sides, strict=True)
            }
    return _numbered(found, speech)


MOST_DETAILS = 2
LONGEST = 100
"""With more details, or more letters, a name is a description."""


def _alike(found: Mapping[str, str]) -> list[list[str]]:
    """Ids of the same name, capitals apart, several of each."""
    groups: dict[str, list[str]] = {}
    for one, called in found.items():
        groups.setdefault(called.casefold(), []).append(one)
    return [group for group in groups.values() if len(group) > 1]


def _next(one: str, group: list[str], more: Mapping[str, list[str]]) -> str:
    """First detail of a place that not all others of its name have; it and those before it are used up."""
    mine = more.get(one, [])
    others = [set(more.get(other, ())) for other in group if other != one]
    for at, told in enumerate(mine):
        if not all(told in known for known in others):
            more[one][: at + 1] = []
            return told
    return ""


def _sides(points: list[tuple[float, float]]) -> list[str]:
    """On which side of their middle places lie; the middle has none."""
    lonlat = np.array(points)
    away = (lonlat - lonlat.mean(axis=0)) * [np.cos(np.radians(lonlat[:, 1].mean())), 1.0]
    turns = np.round(np.degrees(np.arctan2(away[:, 0], away[:, 1])) / 45.0).astype(int) % 8
    return [EIGHT[turn] for turn in turns] if np.abs(away).max() > 0 else [EIGHT[0]] * len(points)


def _numbered(found: Mapping[str, str], speech: Speech) -> dict[str, str]:
    out: dict[str, str] = {}
    taken = {called.casefold() for called in found.values()}
    used: set[str] = set()
    for one, called in found.items():
        told, count = called, 1
        while told.casefold() in used or (count > 1 and told.casefold() in taken):
            count += 1
            told = speech.phrase("one_of", place=called, mark=count)
        used.add(told.casefold())
        out[one] = told
    return out


def _addresses(dossier: Dossier) -> dict[str, str]:
    table = dossier.stations.table
    return {str(one): str(told) for one, told in zip(table["station_id"], table["address"], strict=True) if plain(told)}


@once_for_each
def addresses(dossier: Dossier, language: str | None = None) -> dict[str, str]:
    """Say at which house, crossing, street or quarter sites are, as an address is written; by `site_id`, without those of which none is known."""
    known = whereabouts_in(dossier)
    speech = Speech(language, dossier.city, known.names)
    found = {site: address(subject, speech) for site, subject in _subjects(dossier, known)}
    return {site: told for site, told in found.items() if told}


def titles_with_district(dossier: Dossier) -> dict[str, str]:
    """Say of every site where it is, its district with it; by `site_id`."""
    names, districts = titles(dossier), dossier.sites["district"]
    told = {
        str(site): inert(str(plain(one) or "")) for site, one in zip(dossier.sites["site_id"], districts, strict=True)
    }
    return {
        site: f"{names[site]}, {area}" if area and area not in names[site] else names[site]
        for site, area in told.items()
    }


def streets_at(dossier: Dossier) -> Iterator[str | None]:
    """Name of the nearest street with a name for each site, in order; None where none is near."""
    known = whereabouts_in(dossier).sites
    for site in dossier.sites["site_id"]:
        street = known.get(str(site), {}).get("street")
        yield street[0] if street else None
