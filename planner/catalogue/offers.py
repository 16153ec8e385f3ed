"""What is on offer: the chargers of `plan.chargers`, and those that the switches of `[coming]` put beside them."""

from geodata.connectors import Connector
from planner.catalogue.chargers import ChargerType, catalogue_rows, charger_types
from planner.config.coming import ComingConfig
from planner.config.scenario import Scenario
from planner.errors import ConfigError
from planner.support.speech import _

V2G, PAD, CHAOJI = "v2g_dc_20", "wpt_11", "chaoji"
SWITCHES = {V2G: "v2g", PAD: "wireless", CHAOJI: "chaoji"}
"""Key of `[coming]` by entry of the catalogue."""

GBT_CABINET = "GB/T 20234.3"
"""How the standard of GB/T's own DC cabinets begins in the catalogue."""


def on_offer(scenario: Scenario) -> tuple[ChargerType, ...]:
    """Chargers that may be bought: in the order of `plan.chargers`, then those that are switched on and not named there.

    Raises
    ------
    ConfigError
        As `charger_types`, and a pad or ChaoJi that is named but not switched on.
    """
    asked, coming, case = scenario.plan.chargers, scenario.coming, scenario.plan.cost_case
    for one in (PAD, CHAOJI):
        if one in asked and not getattr(coming, SWITCHES[one]):
            raise ConfigError(
                _(
                    "plan.chargers: {one!r} rests on assumptions that are switched off; set coming.{switches} = true, or take it from the list",
                    one=one,
                    switches=SWITCHES[one],
                )
            )
    if asked.count(CHAOJI) > 1:
        raise ConfigError(_("plan.chargers: {chaoji!r} is there twice; name it once", chaoji=CHAOJI))
    names = (*asked, *(one for one, switch in SWITCHES.items() if getattr(coming, switch) and one not in asked))
    known = {kind.id: kind for kind in charger_types(tuple(one for one in names if one != CHAOJI), case)}
    return tuple(chaoji_type(coming, case) if one == CHAOJI else known[one] for one in names)


def chaoji_type(coming: ComingConfig, case: str) -> ChargerType:
    """A ChaoJi cabinet at the price of the scenario, else at the assumed premium over the dearest GB/T cabinet's kW."""
    row, like, kw = catalogue_rows()[CHAOJI], dearest_gbt(case), coming.chaoji_kw
    hardware = like.hardware_usd / like.power_kw * kw * (1.0 + coming.chaoji_premium)
    install = like.install_usd / like.power_kw * kw
    source = _(
        "no price was found; hardware assumed {chaoji_premium:.0%} above {id} a kW, installation and upkeep as its",
        chaoji_premium=coming.chaoji_premium,
        id=like.id,
    )
    if coming.chaoji_usd is not None:
        hardware, install = coming.chaoji_usd
        source = _("coming.chaoji_usd; upkeep a kW assumed as that of {id}", id=like.id)
    return ChargerType(
        id=CHAOJI,
        connectors=(Connector.CHAOJI,) * coming.chaoji_guns,
        power_kw=kw,
        guns=coming.chaoji_guns,
        pooled=False,
        hardware_usd=hardware,
        install_usd=install,
        om_usd_per_year=like.om_usd_per_year / like.power_kw * kw,
        lifetime_years=float(row["lifetime_years"]),
        source=source,
        confidence="medium" if coming.chaoji_usd is not None else "low",
        efficiency=like.efficiency,
        availability=like.availability,
    )


def dearest_gbt(case: str) -> ChargerType:
    """GB/T's own DC cabinet with the dearest hardware a kW."""
    ids = tuple(one for one, row in catalogue_rows().items() if row["standard"].startswith(GBT_CABINET))
    return max(charger_types(ids, case), key=lambda kind: kind.hardware_usd / kind.power_kw)
