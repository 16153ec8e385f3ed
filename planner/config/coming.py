"""The tables of a configuration file that speak of what is coming: chargers that are not usual yet, and what drivers pay."""

from typing import Annotated

from pydantic import Field, field_validator, model_validator

from geodata.osm.site_kinds import SITE_KINDS
from planner.config.plan import NotNegative, Positive, Section, Share
from planner.support.spelling import nearest_known

OWN_SITES = "user"
"""Kind of the sites of the user's own table (geodata/sources/site_table.py)."""


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
                raise ValueError(f"unknown kind of place {name!r}; {nearest_known(name, (*SITE_KINDS, OWN_SITES))}")
        return names

    @property
    def pad_share(self) -> float:
        """Share of taxis that charge at pads."""
        return self.wireless_taxi_share if self.wireless else 0.0


class TariffConfig(Section):
    """`[tariff]`: what drivers pay and what the energy costs; with a price, every plan is told with its revenue and the sites that do not earn their cost. The choice of sites does not change."""

    price_usd_kwh: Positive | None = None
    """What drivers pay for a kWh, without tax. Default: none, and nothing is told of money earned."""
    energy_usd_kwh: NotNegative | None = None
    """What the operator pays for a kWh. Must be given with the price."""
    cap_usd_kwh: Positive | None = None
    """Highest price that a rule allows, without tax: told beside the price. Default: none."""
    mean_temperature_c: float = Field(default=10.0, ge=-40, le=50)
    """Mean temperature of the year, by which the energy of the design day is carried to the year along the winter curve (assumed)."""

    @model_validator(mode="after")
    def _price_and_energy(self) -> "TariffConfig":
        given = {name: getattr(self, name) is not None for name in ("price_usd_kwh", "energy_usd_kwh", "cap_usd_kwh")}
        if any(given.values()) and not given["price_usd_kwh"]:
            raise ValueError(
                "price_usd_kwh is missing: without what drivers pay a kWh nothing can be told; add for example price_usd_kwh = 0.20 or take the table out"
            )
        if given["price_usd_kwh"] and not given["energy_usd_kwh"]:
            raise ValueError(
                "energy_usd_kwh is missing: a price tells nothing without what the operator pays a kWh; add for example energy_usd_kwh = 0.06"
            )
        return self
