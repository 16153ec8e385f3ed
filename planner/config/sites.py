"""The table `[sites]` of a configuration file; the text under each field is the manual."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from geodata.city_request import SitesRequest
from geodata.input_file import file_beside
from geodata.osm.site_kinds import SITE_KINDS
from geodata.osm.site_preference import preferred_kinds
from planner.config.section import LayerName, NotNegative, Section, Share
from planner.support.speech import _
from planner.support.spelling import nearest_known

OWN_SITES = "user"
"""Kind of the sites of the user's own table (geodata/sources/site_table.py)."""


class SiteChangeConfig(Section):
    """`[[sites.changes]]`: what is known better of one site, a candidate or a station that stands. An edit of `plan.gpkg` that changes bays or kW says the same."""

    site: str
    """Id of the site."""
    bays: Annotated[int, Field(ge=1)] | None = None
    """Bays for new guns, at most `sites.max_bays`. Default: as they are."""
    grid_kw: NotNegative | None = None
    """Spare power, kW. Default: as it is."""


class SitesConfig(Section):
    """`[sites]`: where chargers may stand."""

    from_osm: tuple[str, ...] = ("parking", "street", "fuel", "retail")
    """Kinds of places taken from the road file; see the manual for all kinds. [] for none. Shops, offices and car dealers count only with parking in or beside them."""
    preference: tuple[str, ...] = ()
    """Kinds of places, best first: where several places are one (a shop and its car park), the one of the better kind stays. The others follow in the order of the manual (assumed)."""
    slow_kinds: tuple[str, ...] = ("street",)
    """Kinds of sites that take AC posts of at most 22 kW alone: names of `from_osm`, and user for the sites of your own table. [] for none."""
    path: str | None = None
    """Your own table (.csv, .xlsx, .xls, .xlsb, .ods, .parquet) or layer (.geojson, .gpkg, .shp, .zip, .fgb, .parquet, .kml, .kmz): lon, lat[, name, bays, grid_kw, site_cost_usd, land_status, connection_status, access, feeder, site_id]. The sites of a finished plan do too."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    layer: LayerName | None = None
    """Which layer of `path`, where the file has several; "lots.gpkg|layername=lots" says the same, and of a database "postgresql://host/database|layername=schema.table". Default: the only one, else `sites`."""
    same_ground_m: NotNegative = 150.0
    """Places of unknown power within this distance of each other share one assumed connection (`grid.default_site_kw`), unless a railway, a river or water lies between them or they hang on different feeders (assumed). 0: each has its own."""
    default_bays: Annotated[int, Field(ge=1)] | None = None
    """Bays of a site of which the map says neither how many cars it takes nor its outline. Default: by its kind, 2 at street parking, fuel stations, hotels, public offices and car dealers, else 4 (assumed)."""
    max_bays: int = Field(default=12, ge=1)
    """Most bays used at one site, whatever its size."""
    bay_share: Share = 0.2
    """Share of a car park's bays that chargers may take (assumed); at least two bays."""
    default_site_cost_usd: NotNegative = 5000.0
    """Ground works of a new site where no cost is given (assumed)."""
    upgrade_bays: int = Field(default=4, ge=0)
    """Bays that may be added at each existing station (assumed)."""
    own_operators: tuple[str, ...] = ()
    """Operators whose stations the plan may enlarge, spelled as the list of stations does; ["*"] for all. A station of another operator is left as it is unless `plan.forced` or `plan.locked` names it; one whose operator nobody names may be enlarged."""
    changes: tuple[SiteChangeConfig, ...] = ()
    """What is known better of single sites, as `[[sites.changes]]`. Default: none."""

    @field_validator("preference", "slow_kinds")
    @classmethod
    def _known_kinds(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in (*SITE_KINDS, OWN_SITES):
                near = nearest_known(name, (*SITE_KINDS, OWN_SITES))
                raise ValueError(_("unknown kind of place {name!r}; {near}", name=name, near=near))
        return names

    @model_validator(mode="after")
    def _changes_once_and_within(self) -> "SitesConfig":
        sites = [one.site for one in self.changes]
        for one in self.changes:
            if sites.count(one.site) > 1:
                raise ValueError(_("sites.changes: site {site!r} is there twice; name it once", site=one.site))
            if one.bays is not None and one.bays > self.max_bays:
                raise ValueError(
                    _(
                        "sites.changes: {bays} bays at site {site!r} are more than sites.max_bays ({most}); raise it",
                        bays=one.bays,
                        site=one.site,
                        most=self.max_bays,
                    )
                )
        return self

    def kinds_by_preference(self) -> tuple[str, ...]:
        """All kinds of places, best first."""
        return preferred_kinds(self.preference)

    def request(self, folder: Path) -> SitesRequest:
        """State what geodata is asked for; the table lies beside `folder`."""
        table = file_beside(folder, self.path, self.columns, self.layer)
        return SitesRequest(
            self.from_osm, table, self.default_bays, self.max_bays, self.bay_share, self.kinds_by_preference()
        )
