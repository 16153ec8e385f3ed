"""A city: its boundary, roads, zones, stations, sites, fleet and power in one metric projection."""

import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self
from zipfile import BadZipFile

import geopandas as gpd
import pandas as pd
from shapely import MultiPolygon, Polygon

from geodata.activity import ACTIVITY
from geodata.backdrop import no_backdrop
from geodata.buses.tables import BLOCK_SLOPES, BLOCKS, DEPOTS
from geodata.errors import InputError, MissingFileError
from geodata.fleet import FLEET
from geodata.power import FEEDERS, SUBSTATIONS
from geodata.report import Assumption, SourceReport
from geodata.roads import Roads
from geodata.sessions.table import SESSIONS
from geodata.sites import SITES
from geodata.speech import _
from geodata.stations import CONNECTORS, PROVENANCE, STATIONS, Stations
from geodata.storage import read_facts, read_frame, read_roads, replaced_folder, write_facts, write_frame, write_roads
from geodata.traffic import TRAFFIC
from geodata.whereabouts import NAMED
from geodata.zones import DISTRICTS, ZONES

FORMAT = "evplan city, version 10"
FACTS_FILE = "city.json"
_DAMAGE = (OSError, EOFError, ValueError, KeyError, TypeError, AssertionError, IndexError, BadZipFile, zlib.error)
"""What the readers of arrays, tables and JSON raise on damaged files."""

_TABLES = {
    "zones": ZONES,
    "districts": DISTRICTS,
    "sites": SITES,
    "fleet": FLEET,
    "feeders": FEEDERS,
    "activity": ACTIVITY,
    "traffic": TRAFFIC,
    "substations": SUBSTATIONS,
    "sessions": SESSIONS,
    "blocks": BLOCKS,
    "block_slopes": BLOCK_SLOPES,
    "depots": DEPOTS,
    "named": NAMED,
}


@dataclass(frozen=True)
class City:
    """All facts a plan needs.

    Parameters
    ----------
    name, country : str
        Country as ISO 3166-1 alpha-2.
    crs : str
        Metric CRS of every layer, as ``"EPSG:32643"``.
    boundary : Polygon or MultiPolygon
    roads : Roads
    zones, districts, sites : GeoDataFrame
        Schemas ZONES, DISTRICTS, SITES.
    stations : Stations
        The merged inventory, inside and outside of the boundary.
    fleet, feeders : DataFrame
        Schemas FLEET, FEEDERS.
    ground : GeoDataFrame
        `kind` (water, green) and polygons: what a map draws under the roads.
    backdrop : GeoDataFrame
        `geodata.backdrop.COLUMNS`: buildings, railways and rivers that a map draws, and the names of places.
    activity : DataFrame
        Schema ACTIVITY, a row for each zone; without rows where nobody looked.
    traffic : DataFrame
        Schema TRAFFIC; without rows where nothing was counted.
    substations : DataFrame
        Schema SUBSTATIONS: those of the user's table, whose spare power is known, and those of the map.
    sessions : DataFrame
        Schema SESSIONS: what was metered at stations in the city, and at those that nobody can place.
    blocks, block_slopes, depots : DataFrame
        Schemas BLOCKS, BLOCK_SLOPES, DEPOTS: the work of buses on a day and where they are kept; without rows where no timetable is given.
    named : GeoDataFrame
        Schema NAMED: what people tell places by; without rows where no map was read.
    sources : tuple of SourceReport
    assumptions : tuple of Assumption
    attribution : tuple of str
        Credit lines that every map and table must carry.
    map_date : str or None
        Day of the map that roads and sites are from, ISO 8601, where its source says.
    """

    name: str
    country: str
    crs: str
    boundary: Polygon | MultiPolygon
    roads: Roads
    zones: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    stations: Stations
    sites: gpd.GeoDataFrame
    fleet: pd.DataFrame
    feeders: pd.DataFrame
    ground: gpd.GeoDataFrame
    backdrop: gpd.GeoDataFrame = field(default_factory=no_backdrop)
    activity: pd.DataFrame = field(default_factory=ACTIVITY.empty)
    traffic: pd.DataFrame = field(default_factory=TRAFFIC.empty)
    substations: pd.DataFrame = field(default_factory=SUBSTATIONS.empty)
    sessions: pd.DataFrame = field(default_factory=SESSIONS.empty)
    blocks: pd.DataFrame = field(default_factory=BLOCKS.empty)
    block_slopes: pd.DataFrame = field(default_factory=BLOCK_SLOPES.empty)
    depots: pd.DataFrame = field(default_factory=DEPOTS.empty)
    named: gpd.GeoDataFrame = field(default_factory=NAMED.empty)
    sources: tuple[SourceReport, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    attribution: tuple[str, ...] = ()
    map_date: str | None = None

    @property
    def inputs(self) -> Mapping[str, str]:
        """SHA-256 of every file that the city was read from, by its name in the configuration."""
        return {source.file.name: source.file.sha256 for source in self.sources if source.file is not None}

    def save(self, folder: Path) -> None:
        """Write the city to a folder that appears whole or not at all; an earlier city there is replaced only at the end.

        Raises
        ------
        InputError
            Something else stands there, and is left alone.
        """
        if folder.exists() and not (folder / FACTS_FILE).is_file() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError(
                folder, _("something that is not a saved city"), _("choose another folder, or empty this one")
            )
        with replaced_folder(folder) as draft:
            for name in _TABLES:
                write_frame(getattr(self, name), draft / f"{name}.parquet")
            write_frame(self.stations.table, draft / "stations.parquet")
            write_frame(self.stations.connectors, draft / "connectors.parquet")
            write_frame(self.stations.provenance, draft / "provenance.parquet")
            write_frame(self.ground, draft / "ground.parquet")
            write_frame(self.backdrop, draft / "backdrop.parquet")
            write_frame(gpd.GeoDataFrame(geometry=[self.boundary], crs=self.crs), draft / "boundary.parquet")
            write_roads(self.roads, draft)
            write_facts(self._facts(), draft / FACTS_FILE)

    def _facts(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "name": self.name,
            "country": self.country,
            "crs": self.crs,
            "sources": [{**source.as_dict(), "file": source.file and asdict(source.file)} for source in self.sources],
            "assumptions": [assumption.as_dict() for assumption in self.assumptions],
            "attribution": list(self.attribution),
            "map_date": self.map_date,
        }

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a saved city, equal to what was saved.

        Raises
        ------
        MissingFileError
            There is no saved city.
        InputError
            It is damaged, or of another version.
        """
        if not (folder / FACTS_FILE).is_file():
            raise MissingFileError(folder / FACTS_FILE, _("a saved city"))
        advice = _("read the city's sources again")
        try:
            return cls._loaded(folder)
        except InputError:
            raise
        except _DAMAGE as error:
            raise InputError(
                folder, _("a damaged city ({name}: {error})", name=type(error).__name__, error=str(error)[:120]), advice
            ) from None

    @classmethod
    def _loaded(cls, folder: Path) -> Self:
        facts = read_facts(folder / FACTS_FILE)
        if facts.get("format") != FORMAT:
            raise InputError(
                folder,
                _("format {facts!r} instead of {format!r}", facts=facts.get("format"), format=FORMAT),
                _("read the city's sources again"),
            )
        tables: dict[str, Any] = {
            name: schema.checked(read_frame(folder / f"{name}.parquet"), source=str(folder))
            for name, schema in _TABLES.items()
        }
        stations = Stations(
            STATIONS.checked(read_frame(folder / "stations.parquet"), source=str(folder)),
            CONNECTORS.checked(read_frame(folder / "connectors.parquet"), source=str(folder)),
            PROVENANCE.checked(read_frame(folder / "provenance.parquet"), source=str(folder)),
        )
        return cls(
            name=facts["name"],
            country=facts["country"],
            crs=facts["crs"],
            boundary=read_frame(folder / "boundary.parquet")["geometry"].iloc[0],
            roads=read_roads(folder),
            stations=stations,
            ground=read_frame(folder / "ground.parquet"),
            backdrop=read_frame(folder / "backdrop.parquet"),
            sources=tuple(SourceReport.from_dict(one) for one in facts["sources"]),
            assumptions=tuple(Assumption(**one) for one in facts["assumptions"]),
            attribution=tuple(facts["attribution"]),
            map_date=facts.get("map_date"),
            **tables,
        )
