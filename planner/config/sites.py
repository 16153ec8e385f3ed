"""The table `[sites]` of a configuration file; the text under each field is the manual."""

from pathlib import Path

from pydantic import Field

from geodata.city_request import SitesRequest
from geodata.input_file import file_beside
from planner.config.section import NotNegative, Section, Share


class SitesConfig(Section):
    """`[sites]`: where chargers may stand."""

    from_osm: tuple[str, ...] = ("parking", "fuel", "retail")
    """Kinds of places taken from the road file; see the manual for all kinds. [] for none."""
    path: str | None = None
    """Your own table (.csv, .xlsx, .geojson, .gpkg): lon, lat[, name, bays, grid_kw, site_cost_usd, land_status, connection_status, feeder]."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    default_bays: int = Field(default=4, ge=1)
    """Bays of a site whose size is unknown (assumed)."""
    max_bays: int = Field(default=12, ge=1)
    """Most bays used at one site, whatever its size."""
    bay_share: Share = 0.2
    """Share of a car park's bays that chargers may take (assumed); at least two bays."""
    default_site_cost_usd: NotNegative = 5000.0
    """Ground works of a new site where no cost is given (assumed)."""
    upgrade_bays: int = Field(default=4, ge=0)
    """Bays that may be added at each existing station (assumed)."""

    def request(self, folder: Path) -> SitesRequest:
        """State what geodata is asked for; the table lies beside `folder`."""
        table = file_beside(folder, self.path, self.columns)
        return SitesRequest(self.from_osm, table, self.default_bays, self.max_bays, self.bay_share)
