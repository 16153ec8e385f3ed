"""The table `[coming]` of a configuration file; the text under each field is the manual."""

from typing import Annotated

from pydantic import Field, field_validator

from geodata.osm.site_kinds import SITE_KINDS
from planner.config.section import NotNegative, Section, Share
from planner.config.sites import OWN_SITES
from planner.support.speech import _
from planner.support.spelling import nearest_known


class ComingConfig(Section):
    """`[coming]`: chargers that are not usual yet, each on offer beside `plan.chargers` only where it is switched on; every figure here is assumed unless it says whose it is."""

    v2g: bool = False
    """V2G: `v2g_dc_20` is on offer, a GB/T gun of 20 kW from which cars can also feed the evening peak. The plan does not pay for that feeding, it is told beside it."""
    v2g_plugged_share: Share = 0.3
    """Share of such guns at which, in the evening peak, a car stands that may be emptied (assumed; nothing was found)."""
    v2g_premium_usd: NotNegative | None = None
    """What such a gun costs more than a one-way gun of the same power. Default: v2g_premium of configs/facts/planning_parameters.csv in the case of `plan.cost_case` (central: 5,000 USD in 2021)."""
    wireless: bool = False
    """Wireless: `wpt_11` is on offer, a pad of 11 kW for taxis with a receiver, who then charge in public at pads only."""
    wireless_taxi_share: Share = 0.1
    """Share of the electric taxis that have a receiver, where `wireless` is on (assumed; no such taxi is known in the region)."""
    wireless_sites: tuple[str, ...] = ("transport",)
    """Kinds of sites where pads may lie: names of `sites.from_osm` (transport are stations, terminals and taxi ranks), and user for the sites of your own table. Where no site of these kinds is known, and for [], pads may lie at all sites; the report says which holds."""
    chaoji: bool = False
    """ChaoJi (GB/T 20234.4): `chaoji` is on offer, a DC cabinet that cars with the new plug use, and GB/T cars by the adapter that the standard foresees."""
    chaoji_kw: Annotated[float, Field(gt=0, le=900)] = 240.0
    """Power of a ChaoJi cabinet (assumed; the standard aims at 900 kW)."""
    chaoji_guns: int = Field(default=2, ge=1, le=12)
    """Guns of a ChaoJi cabinet (assumed)."""
    chaoji_usd: tuple[NotNegative, NotNegative] | None = None
    """Price of a ChaoJi cabinet: [hardware, installation], where you know one. Default: by `chaoji_premium`, since no price was found."""
    chaoji_premium: NotNegative = 0.2
    """By how much a kW of ChaoJi hardware is dearer than that of the dearest GB/T cabinet of the catalogue; installation and upkeep cost as much a kW as that cabinet's (assumed, confidence low)."""

    @field_validator("wireless_sites")
    @classmethod
    def _known_kinds(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in (*SITE_KINDS, OWN_SITES):
                near = nearest_known(name, (*SITE_KINDS, OWN_SITES))
                raise ValueError(_("unknown kind of place {name!r}; {near}", name=name, near=near))
        return names

    @property
    def pad_share(self) -> float:
        """Share of taxis that charge at pads."""
        return self.wireless_taxi_share if self.wireless else 0.0
