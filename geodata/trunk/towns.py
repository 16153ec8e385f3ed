"""Towns with their people, and the nodes of main roads at which they stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from geodata.osm.network import geodesic_m
from geodata.trunk.network import Floats, Ints, TrunkNetwork


@dataclass(frozen=True)
class Town:
    """A town.

    Parameters
    ----------
    name : str
        Once among all towns.
    lon, lat : float
    population : float
    country : str
        ISO 3166-1 alpha-2, empty where unknown.
    region : str
        Of which something may be promised; the country where nothing else is told.
    other_names : tuple of str
        By which tables may call it too.
    source, confidence : str
        Whose figure the population is; empty where nobody says.
    record : str
        Where it stands: file and row.
    """

    name: str
    lon: float
    lat: float
    population: float
    country: str = ""
    region: str = ""
    other_names: tuple[str, ...] = ()
    source: str = ""
    confidence: str = ""
    record: str = ""


@dataclass(frozen=True)
class Towns:
    """Towns on a network.

    Parameters
    ----------
    towns : tuple of Town
        The largest first.
    node : (towns,) int
        Where each stands on the network.
    km_off : (towns,)
        From the town to its node.
    """

    towns: tuple[Town, ...] = ()
    node: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    km_off: Floats = field(default_factory=lambda: np.empty(0))

    def __len__(self) -> int:
        return len(self.towns)

    @property
    def population(self) -> Floats:
        """People of each; (towns,)."""
        return np.array([one.population for one in self.towns], dtype=np.float64)

    @cached_property
    def _by_name(self) -> dict[str, int]:
        named = {plain_name(other): at for at, one in enumerate(self.towns) for other in one.other_names}
        return named | {plain_name(one.name): at for at, one in enumerate(self.towns)}

    def called(self, name: str) -> int | None:
        """Number of the town of a name, whatever its case; None where there is none."""
        return self._by_name.get(plain_name(name))


def plain_name(name: str) -> str:
    """Name as names are compared."""
    return " ".join(name.replace("-", " ").replace("ё", "е").split()).casefold()


def nearest_nodes(network: TrunkNetwork, places: Floats) -> tuple[Ints, Floats]:
    """Nearest node of each place (places, 2) in degrees, and km to it."""
    from scipy.spatial import KDTree  # noqa: PLC0415  (a tenth of a second that other readers do without)

    if not len(places) or not network.nodes:
        return np.zeros(len(places), dtype=np.int64), np.full(len(places), np.inf)
    found = KDTree(_on_sphere(network.lonlat)).query(_on_sphere(places))[1]
    node = np.asarray(found, dtype=np.int64)
    return node, geodesic_m(places, network.lonlat[node]) / 1000.0


def _on_sphere(lonlat: Floats) -> Floats:
    """Places as points of the unit sphere, on which the nearest is the nearest across any meridian."""
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def snapped(network: TrunkNetwork, towns: Sequence[Town], snap_km: float) -> Towns:
    """Towns with a node within `snap_km`."""
    places = np.array([[one.lon, one.lat] for one in towns], dtype=np.float64).reshape(-1, 2)
    node, km = nearest_nodes(network, places)
    near = km <= snap_km
    kept = np.flatnonzero(near).tolist()
    return Towns(
        tuple(
            replace(towns[at], region=towns[at].region or towns[at].country or network.country[node[at]]) for at in kept
        ),
        node[kept],
        km[kept],
    )
