"""The table `[upgrades]` of a configuration file; the text under each field is the manual."""

from planner.config.section import NotNegative, Section


class UpgradesConfig(Section):
    """`[upgrades]`: what can be done to guns that stand, at what price; all prices here are assumed, no price of the region was found."""

    retrofit_usd: NotNegative | None = None
    """One GB/T cable added to a standing DC gun of one other standard, which then serves both by turns; offered where `plan.chargers` names `retrofit_gbt_gun`. Default: its price in configs/chargers.csv, in the case of `plan.cost_case` (assumed there)."""
    repair: bool = False
    """Guns that are out of order may be repaired, each for its price, and serve from then on."""
    repair_dc_usd: NotNegative = 3000.0
    """Repair of one DC gun (assumed: some of its power modules, controller or cable)."""
    repair_ac_usd: NotNegative = 300.0
    """Repair of one AC gun (assumed)."""
    connect: bool = False
    """Guns of stations that the grid does not feed may be connected; each pays for its kW as a new charger does."""
    connect_usd: NotNegative = 500.0
    """Bringing one such gun into service, beside its connection (assumed)."""
    replace: bool = False
    """Standing guns may be taken down, which frees a bay and the kW of each for new cabinets."""
    remove_usd: NotNegative = 1500.0
    """Taking one gun down (assumed)."""
