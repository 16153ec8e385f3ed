"""Names of a city's places for people, as the outputs of a plan name them, kept from turn to turn."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import shapely

from geodata.city import City
from geodata.whereabouts import Gazetteer
from planner.dossier.scenery import places_of
from planner.output.shared.naming import Speech
from planner.output.shared.places import distinct, subjects_of
from planner.support.speech import _, language

Place = dict[str, Any]
"""As `planner.dossier.whereabouts.Whereabouts.alike` has one."""


@dataclass
class Names:
    """Names of candidates and stations, in the language of the moment.

    Parameters
    ----------
    city : City
        Without edits.
    """

    city: City
    _book: Gazetteer | None = None
    _own: dict[str, Place] = field(default_factory=dict)
    _moved: dict[tuple[str, float, float], Place] = field(default_factory=dict)
    _called: tuple[object, str, dict[str, str]] | None = None
    _ever: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, city: City) -> dict[str, str]:
        """Name of every place of the city as edits leave it, by id, no two alike; and of those that were there before."""
        known = self._called
        if known is not None and known[0] is city.sites and known[1] == language():
            return known[2]
        places = self._places(city)
        assert self._book is not None
        speech = Speech(None, city.name, self._book.translations([one["parts"] for one in places.values()]))
        called = distinct(dict(subjects_of(places)), speech)
        called = self._with_moved(called, places, city)
        called = self._ever[language()] = {**self._ever.get(language(), {}), **called}
        self._called = (city.sites, language(), called)
        return called

    def _with_moved(self, called: dict[str, str], places: Mapping[str, Place], city: City) -> dict[str, str]:
        """A site that was moved keeps the name that people know it by, and says where it is now."""
        if city.sites is self.city.sites:
            return called
        before, ever = self.of(self.city), dict(called)
        for site, place in places.items():
            if site in self._own and place is not self._own[site] and before[site] != called[site]:
                ever[site] = _("{old} (moved, now: {new})", old=before[site], new=called[site])
        return ever

    def _places(self, city: City) -> dict[str, Place]:
        if self._book is None:
            own = self.city
            self._book = Gazetteer.of(own.roads.lines, own.named, own.boundary.centroid)
            self._own = places_of(own, self._book)
        if city.sites is self.city.sites:
            return self._own
        base = self.city.sites
        stood = dict(zip(base["site_id"], map(tuple, shapely.get_coordinates(base.geometry)), strict=True))
        xy = shapely.get_coordinates(city.sites.geometry)
        found = dict(self._own)
        for number, (site, (x, y)) in enumerate(zip(city.sites["site_id"], xy.tolist(), strict=True)):
            if stood.get(site) == (x, y):
                continue
            key = (str(site), x, y)
            if key not in self._moved:
                alone = replace(city, sites=city.sites.iloc[[number]], stations=city.stations.only(set()))
                self._moved[key] = places_of(alone, self._book)[str(site)]
            found[str(site)] = self._moved[key]
        return found
