"""The table `[corridors.roads]` with its towns; the text under each field is the manual."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from geodata.input_file import InputFile, file_beside
from planner.config.section import LayerName, NotNegative, Positive, Section
from planner.support.speech import _

Border = Annotated[str, Field(pattern=r"^\s*[^-\s]+\s*-\s*[^-\s]+\s*$")]


class RoadsConfig(Section):
    """`[corridors.roads]`: main roads."""

    nodes: str | None = None
    """Table `id,lon,lat[,country]` of nodes, country as ISO 3166-1 of two or three letters; with `edges`. Instead of both: `path`, or `osm`."""
    node_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    edges: str | None = None
    """Table `u,v,km[,minutes][,road_class]` of roads between nodes, each driven both ways."""
    edge_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    path: str | None = None
    """Layer of lines (.gpkg, .geojson, .shp, …), cut wherever two lines share a point: [km, minutes, road_class, kmh]."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names in the layer."""
    layer: LayerName | None = None
    """Which layer of `path`, where it has several."""
    osm: str | None = None
    """Extract of OpenStreetMap: motorways to secondary roads are the network, where neither tables nor a layer are given; fuel stations, rest areas and settlements are places for stations, in any case."""
    attribution: str | None = Field(default=None, min_length=1, max_length=300)
    """Whose data the tables or the layer are and under which licence, as map, report and every file with places must say it: "© OpenStreetMap contributors, ODbL 1.0". Default: nothing of tables and layers; an extract of OpenStreetMap is credited by itself."""
    corrections: str | None = None
    """Table `u,v[,km,minutes,closed,action]` that is applied to the network: u and v are nodes or towns; action change, add, close, or stretch (the quickest way between them is made so long). Default action: change where there is an edge between them, add where there is none, close where `closed` says yes."""
    correction_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    closed_borders: tuple[Border, ...] = ()
    """Crossings that nobody may use: two countries, "KG-UZ", or the two nodes of an edge, "5974-5975"."""
    speed_kmh: Positive = 80.0
    """Mean speed on roads whose class is not known (assumed)."""
    class_kmh: dict[str, Positive] = Field(default_factory=dict)
    """Mean speeds by class of road, { primary = 70 }. Default: motorway 100, trunk 85, primary 75, secondary 65 (assumed)."""
    through_km: NotNegative = 250.0
    """Roads of other countries are kept where towns hang together by them, up to this length at a time: borders of data are coarse, and some roads cross twice. 0 for none."""
    elevation: str | None = None
    """Raster of heights in metres (.tif) that covers the roads: climbs take energy, and it is colder on passes. Of a road whose course is not known only the heights of its ends count. Default: level roads."""

    @model_validator(mode="after")
    def _one_network(self) -> "RoadsConfig":
        if (self.nodes is None) != (self.edges is None):
            raise ValueError(_("'nodes' and 'edges' belong together; give both"))
        if self.nodes is not None and self.path is not None:
            raise ValueError(_("give 'nodes' and 'edges', or 'path', not both"))
        if self.nodes is None and self.path is None and self.osm is None:
            raise ValueError(_("give main roads: 'nodes' and 'edges', or 'path', or 'osm'"))
        return self

    @property
    def is_unsourced(self) -> bool:
        """Whether the network is of tables or a layer, and nobody says whose."""
        return (self.nodes is not None or self.path is not None) and self.attribution is None

    def files(self, folder: Path) -> "dict[str, InputFile | None]":
        """Files of the network by the name that a request has for them; they lie beside `folder`."""
        return {
            "nodes": file_beside(folder, self.nodes, self.node_columns),
            "edges": file_beside(folder, self.edges, self.edge_columns),
            "lines": file_beside(folder, self.path, self.columns, self.layer),
            "osm": file_beside(folder, self.osm),
            "corrections": file_beside(folder, self.corrections, self.correction_columns),
        }


class TownsConfig(Section):
    """`[corridors.towns]`: where trips begin and end."""

    path: str | None = None
    """Table or layer `name,lon,lat,population[,country,region]`, or a dump of GeoNames (cities15000.txt). Without `country` all are of the one of `corridors.countries` where that names one. Without `region` all are of the region that bears the code of their country, and no floor by oblast can be kept. Default: the towns of configs/facts/towns.csv, with their oblasts."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    layer: LayerName | None = None
    """Which layer of `path`, where it has several."""
    least_population: NotNegative = 0.0
    """Smaller places are no towns."""
    snap_km: NotNegative = 15.0
    """A town farther from every node is on no road, and left out."""

    def file(self, folder: Path) -> InputFile | None:
        """Table of towns, beside `folder`."""
        return file_beside(folder, self.path, self.columns, self.layer)
