"""A finished plan for scripts and notebooks."""

import html
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from planner.dossier.dossier import Dossier
from planner.errors import ConfigError
from planner.output import files_of, write_all, write_one, written_before
from planner.output.shared.places import titles
from planner.output.shared.reader import languages_of
from planner.output.shared.words import energy, gap_percent, money
from planner.output.summary import summary
from planner.output.webmap.writer import map_html
from planner.proofs import Proof
from planner.support.csv_dialects import CsvDialect
from planner.support.earlier import insist_on_own
from planner.support.speech import _

MAP_HEIGHT_PX = 600


@dataclass(frozen=True, repr=False)
class FinishedPlan:
    """A plan with all that explains it; shown by notebooks as its map.

    Tables are copies, for scripts to change as they like: `save` writes the plan as it was made.

    Parameters
    ----------
    dossier : Dossier
        Everything that any output is written from.
    """

    dossier: Dossier

    @property
    def sites(self) -> gpd.GeoDataFrame:
        """One Point a site in longitude and latitude, with the columns of docs/outputs.md: ``label``, ``status``, ``chargers``, ``cost_usd``, ``rank``, ..."""
        called = titles(self.dossier)
        sites = self.dossier.sites.copy()
        sites.insert(
            2, "label", pd.Series([called[str(one)] for one in sites["site_id"]], index=sites.index, dtype=object)
        )
        return sites

    @property
    def zones(self) -> gpd.GeoDataFrame:
        """One hexagon a zone: ``zone_id, district, population, demand_kwh, served_kwh`` (kWh a day), ``coverage`` (0..1), and by class of demand."""
        return self.dossier.zones.copy()

    @property
    def districts(self) -> gpd.GeoDataFrame:
        """One area a district: ``district, population, demand_kwh, served_kwh`` (kWh a day), ``coverage`` (0..1)."""
        return self.dossier.districts.copy()

    @property
    def demand(self) -> pd.DataFrame:
        """Public demand by zone, port family, need and year, kWh a day, as `demand.csv` has it."""
        return self.dossier.demand.copy()

    @property
    def proof(self) -> Proof:
        """How good the plan is proven to be: ``value, bound, gap, status, stopped``."""
        return self.dossier.proof

    @property
    def summary(self) -> dict[str, Any]:
        """What `summary.json` holds, plain JSON."""
        return summary(self.dossier)

    @property
    def totals(self) -> dict[str, Any]:
        """Sums over the city, ``totals`` of `summary`: ``demand_kwh_per_day``, ``served_kwh_per_day``, ``new_sites``, ``chargers``, ..."""
        return dict(self.summary["totals"])

    def map_html(self) -> str:
        """Give the siting map as one page that needs no network: the text of `map.html`."""
        return map_html(self.dossier)

    def save(self, folder: str | Path, *, csv_dialect: str = CsvDialect.INTERNATIONAL) -> list[Path]:
        """Write every output into a folder, as `evplan plan --out` does: all files or none, and other files there stay.

        Parameters
        ----------
        folder : str or Path
        csv_dialect : str
            ``"international"``, or ``"ru"`` for tables that a Russian Excel opens by a double click.

        Returns
        -------
        list of Path
            The files.

        Raises
        ------
        GeodataError
            The folder cannot be written, or a file of somebody else would be replaced; it is as it was.
        ConfigError
            No such dialect.
        """
        if csv_dialect not in list(CsvDialect):
            raise ConfigError(
                _(
                    "csv_dialect: unknown dialect {csv_dialect!r}; known: {csvdialect}",
                    csv_dialect=csv_dialect,
                    csvdialect=", ".join(CsvDialect),
                )
            )
        names = files_of(languages_of(self.dossier), self.dossier.studies)
        insist_on_own(Path(folder), names, written_before(Path(folder)))
        return write_all(self.dossier, folder, dialect=CsvDialect(csv_dialect))

    def save_as(self, file: str | Path) -> Path:
        """Write one file in the format that its name or ending names (.html, .geojson, .gpkg, .csv, .xlsx, .json, .parquet, .fgb, .kml), as `evplan export` does.

        Raises
        ------
        GeodataError
            No format has this ending, or the file cannot be written.
        """
        return write_one(self.dossier, file)

    def __repr__(self) -> str:
        card = self.dossier.scorecard
        served = f"serves {energy(card.total_served_kwh)} of {energy(card.total_demand_kwh)} kWh a day"
        sites = f"{card.new_sites} new sites, {card.upgraded_sites} upgraded"
        proven = f"{self.proof.status.value}, gap {gap_percent(self.proof.gap)}"
        return f"<FinishedPlan {self.dossier.name!r}: {sites}, {money(card.cost_usd)}, {served}, {proven}>"

    def _repr_html_(self) -> str:
        """The map in a frame of its own, where its scripts reach nothing of the notebook."""
        page = html.escape(self.map_html(), quote=True)
        size = f'width="100%" height="{MAP_HEIGHT_PX}" style="border:0"'
        return f'<iframe sandbox="allow-scripts" title="siting map" {size} srcdoc="{page}"></iframe>'
