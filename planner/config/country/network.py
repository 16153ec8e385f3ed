"""The tables `[network]` and `[towns]` of a country's configuration; the text under each field is the manual."""

from pydantic import Field, model_validator

from planner.config.section import LayerName, NotNegative, Positive, Section


class NetworkConfig(Section):
    """`[network]`: the main roads."""

    nodes: str | None = None
    """Table of nodes: id, lon, lat[, country]. With `edges`."""
    node_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    edges: str | None = None
    """Table of edges, each driven both ways: u, v, km[, minutes, road_class]."""
    edge_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    lines: str | None = None
    """Instead: a layer of lines (.gpkg, .geojson, .shp, ...), joined where their ends meet."""
    lines_layer: LayerName | None = None
    """Which layer of `lines`. Default: the only one."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names of `lines`."""
    osm: str | None = None
    """Instead: an extract of OpenStreetMap (.osm.pbf). Beside tables or lines it gives places for stations alone: fuel stations, rest areas, settlements."""
    corrections: str | None = None
    """Table of corrections: u, v[, km, minutes, closed, action]; u and v are ids of nodes or names of towns, action is change, add, close or stretch (the quickest way between them is made `km` long)."""
    correction_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    countries: tuple[str, ...] | None = None
    """Roads and towns of these countries alone, ISO 3166-1 alpha-2. Default: the country of this file; [] for all that the files hold."""
    closed_borders: tuple[str, ...] = ()
    """Borders that nobody crosses: "KG-UZ", or two nodes, "5974-5975"."""
    elevation: str | None = None
    """Raster of heights above the sea, metres (.tif, any CRS): energy on hills. Default: none, and all roads are level."""
    kmh: Positive = 75.0
    """Speed of roads of which neither minutes nor class are known (assumed)."""

    @model_validator(mode="after")
    def _one_source(self) -> "NetworkConfig":
        tables = (self.nodes is not None) + (self.edges is not None)
        if tables == 1:
            raise ValueError("'nodes' and 'edges' belong together; give both tables")
        if tables and self.lines is not None:
            raise ValueError("give tables of 'nodes' and 'edges', or 'lines', not both")
        if not tables and self.lines is None and self.osm is None:
            raise ValueError("give 'nodes' and 'edges', or 'lines', or 'osm', an extract of OpenStreetMap")
        return self


class TownsConfig(Section):
    """`[towns]`: where trips begin and end."""

    path: str | None = None
    """Table or layer: name, lon, lat, population[, country, region], or a dump of GeoNames (cities15000.txt). Default: the cities of this country that the facts know."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    layer: LayerName | None = None
    """Which layer of `path`. Default: the only one."""
    least_population: NotNegative = 0.0
    """Smaller places are no towns."""
    snap_km: Positive = 15.0
    """A town farther than this from every node of the roads is on no road, and is named."""
