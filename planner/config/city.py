"""The table `[city]` of a configuration file; the text under each field is the manual."""

from pathlib import Path

from pydantic import Field, model_validator

from geodata.city_request import PlaceRequest
from geodata.input_file import file_beside
from planner.config.section import LayerName, Positive, Section
from planner.support.speech import _


class CityConfig(Section):
    """`[city]`: the place and where its facts lie."""

    name: str
    """Name of the city, as the maps and reports print it."""
    country: str = Field(default="", pattern="^([A-Z]{2})?$")
    """ISO 3166-1 alpha-2 code (KZ, UZ, KG, TJ, TM); chooses the facts that fill gaps."""
    roads: str | None = None
    """Road file: .osm.pbf, .osm, .osm.gz, .osm.bz2 or .graphml. Give this or `place`."""
    place: str | None = None
    """Place name for OpenStreetMap ("Almaty, Kazakhstan"); `evplan fetch` downloads it once into a cache."""
    overture: tuple[str, ...] = ()
    """Files of Overture Maps (GeoParquet and what ogr2ogr makes of it), one for each of its types: segment, building, place, land_use, infrastructure. Segments are the roads where neither `roads` nor `place` is given; the other types add buildings, car parks, shops and the like to those of the road file, as candidate sites and as what draws drivers. Of a country's file only the city is read. See docs/where-to-get-data.md."""
    boundary: str | None = None
    """Layer of the city limits, polygons (.geojson, .gpkg, .shp, .zip with a shapefile, .fgb, .parquet, .kml, .kmz). Default: the union of the populated cells; where `population` is not given either, the boundary of that name on the map, else one outline around streets and buildings. Reported as assumed."""
    boundary_layer: LayerName | None = None
    """Which layer of `boundary`, where the file has several. Beside each key that names a file of layers stands one like it; "limits.gpkg|layername=city", as QGIS writes it, says the same. Default: the only one."""
    population: str | None = None
    """Points or polygons with a count (a table with lon, lat, population, or with h3, population for cells of H3, .csv, .xlsx or .parquet; or a layer as for `boundary`) or a raster of people per pixel (.tif). Of a file of a whole country only what lies within the city and 0.05 degrees around it is read. Kontur, WorldPop, GHSL and HRSL are known and need no mapping of columns: docs/where-to-get-data.md. Default: buildings and land use of the road file, scaled to `population_total`."""
    population_layer: LayerName | None = None
    """Which layer of `population`. Default: the only one."""
    population_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names: { lon = "...", lat = "...", population = "..." }; { h3 = "id" } where cells of H3 stand in a column of another name."""
    population_total: Positive | None = None
    """People in the city; scales the population surface. Default: the sum of the surface."""
    districts: str | None = None
    """Layer of polygons with a `name` (or `district`) column. Default: none."""
    districts_layer: LayerName | None = None
    """Which layer of `districts`. Default: the only one."""
    districts_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names: { district = "..." }."""
    districts_subtype: str | None = None
    """Which areas of a file of Overture's divisions are your districts: county, localadmin, locality, borough, macrohood, neighborhood or microhood. Default: the only subtype that it holds."""
    district_table: str | None = None
    """Table `district,population`: totals for districts; those without polygons are reported, never invented."""
    district_table_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names: { district = "...", population = "..." }."""
    elevation: str | None = None
    """Raster of heights above the sea, metres (.tif, any CRS): energy on hills, of the fleet and of buses. Default: none, and all streets are level."""
    h3_resolution: int = Field(default=8, ge=6, le=10)
    """H3 resolution of the zones; 8 is about 0.7 km2 a cell."""

    @model_validator(mode="after")
    def _one_source_of_roads(self) -> "CityConfig":
        given = (self.roads is not None) + (self.place is not None)
        if given > 1 or not (given or self.overture):
            raise ValueError(
                _(
                    "give exactly one of 'roads' (a file) and 'place' (a name to download), or 'overture' with a file of its segments"
                )
            )
        return self

    def request(self, folder: Path) -> PlaceRequest:
        """State what geodata is asked for; files lie beside `folder`."""
        return PlaceRequest(
            name=self.name,
            country=self.country,
            roads=file_beside(folder, self.roads),
            place_name=self.place,
            overture=tuple(file_beside(folder, one) for one in self.overture),
            boundary=file_beside(folder, self.boundary, layer=self.boundary_layer),
            population=file_beside(folder, self.population, self.population_columns, self.population_layer),
            population_total=self.population_total,
            districts=file_beside(folder, self.districts, self.districts_columns, self.districts_layer),
            district_table=file_beside(folder, self.district_table, self.district_table_columns),
            districts_subtype=self.districts_subtype,
            h3_resolution=self.h3_resolution,
            elevation=file_beside(folder, self.elevation),
        )
