"""Names of streets: which of two are of one street, and where streets of different names cross."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

CLASS_ORDER = ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential")
_KIND_WORDS = frozenset(
    (
        "улица ул проспект пр просп прс пр-т пр-кт переулок пер бульвар бул б-р шоссе ш площадь пл проезд набережная наб "
        "тупик тракт имени им көшесі көше даңғылы даңғыл тұйық көчөсү проспектиси кӯчаи хиёбони хиёбон кӯча кучаси кўчаси "
        "ko'chasi koʻchasi kochasi shoh street str st avenue ave av road rd boulevard blvd lane drive köçesi şaýoly"
    ).split()
)
"""Words for the kind of street, which mappers write before or after its name, in short or not at all."""
_WORD = re.compile(r"[\w'ʻʼ’-]+")
_BRACKETS = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=20_000)
def core_of(name: str) -> str:
    """What two spellings of one street have in common; empty where nothing is left.

    Examples
    --------
    >>> core_of("ул. Абая") == core_of("Абая прс.") == core_of("Абая (Abay)")
    True
    """
    plain = unicodedata.normalize("NFKC", _BRACKETS.sub(" ", name[:200])).casefold().replace("ё", "е")
    words = _WORD.findall(plain)
    return " ".join([word for word in words if word not in _KIND_WORDS] or words)


@dataclass(frozen=True)
class Crossings:
    """Where two streets with names meet.

    Parameters
    ----------
    xy : (crossings, 2)
        Metres.
    names, cores : (crossings, 2) str
        Of the two streets, the wider one first; as the data has them, and as `core_of`.
    minor : (crossings,)
        Classes of both streets, 0 for two motorways.
    """

    xy: NDArray[np.float64]
    names: NDArray[np.object_]
    cores: NDArray[np.object_]
    minor: NDArray[np.int64]

    def pair(self, at: int) -> list[str]:
        """Names of both streets of a crossing."""
        return [str(one) for one in self.names[at]]

    def other(self, at: int, core: str) -> str:
        """Name of the street that crosses another there."""
        return str(self.names[at, 0 if self.cores[at, 1] == core else 1])


def crossings_of(streets: gpd.GeoDataFrame) -> Crossings:
    """Find the crossings of streets with names; where more than two meet, those of the two widest.

    Parameters
    ----------
    streets : GeoDataFrame
        `road_class`, `name`, LineString in a metric CRS; streets that meet share a vertex.
    """
    names = [str(name) for name in streets["name"]]
    cores = np.array([core_of(name) for name in names], dtype=object)
    ranks = [CLASS_ORDER.index(one) if one in CLASS_ORDER else len(CLASS_ORDER) for one in streets["road_class"]]
    xy, line = shapely.get_coordinates(streets.geometry.to_numpy(), return_index=True)
    _, core = np.unique(cores.astype(str), return_inverse=True)
    grid = np.round(xy * 10.0).astype(np.int64)
    _, place = np.unique(grid[:, 0] * 2**32 + grid[:, 1], return_inverse=True)
    met = np.unique(np.column_stack([place, core[line]]), axis=0) if len(line) else np.empty((0, 2), dtype=np.int64)
    several = np.bincount(met[:, 0], minlength=1) > 1
    found: dict[int, dict[str, tuple[int, str]]] = {}
    at: dict[int, int] = {}
    for k in np.flatnonzero(several[place]).tolist() if len(line) else ():
        mine, one = found.setdefault(int(place[k]), {}), int(line[k])
        at.setdefault(int(place[k]), k)
        here = (ranks[one], names[one])
        mine[cores[one]] = min(mine.get(cores[one], here), here)
    rows = [(at[p], sorted((rank, name, one) for one, (rank, name) in mine.items())[:2]) for p, mine in found.items()]
    rows.sort(key=lambda row: ([(rank, name) for rank, name, _ in row[1]], tuple(xy[row[0]])))
    return Crossings(
        xy=xy[[k for k, _ in rows]].reshape(-1, 2),
        names=np.array([[name for _, name, _ in two] for _, two in rows], dtype=object).reshape(-1, 2),
        cores=np.array([[one for _, _, one in two] for _, two in rows], dtype=object).reshape(-1, 2),
        minor=np.array([sum(rank for rank, _, _ in two) for _, two in rows], dtype=np.int64),
    )
