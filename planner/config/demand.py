"""The table `[demand]` of a configuration file; the text under each field is the manual."""

from typing import Annotated

from pydantic import Field

from planner.config.section import Case, NotNegative, Positive, Section, Share


class DemandConfig(Section):
    """`[demand]`: how vehicles become kWh; every figure of the facts can be overridden here."""

    case: Case = "central"
    """Which column of the fact tables: low, central or high use."""
    apartment_share: Share | None = None
    """Share of `private` cars kept by people in apartments. Default: the city's own from the facts, else 0.5, reported as assumed."""
    classes: dict[str, dict[str, NotNegative]] = Field(default_factory=dict)
    """Overrides by vehicle class: [demand.classes.taxi] daily_km = 250. Keys: daily_km, kwh_per_100km, share_public_ac, share_public_dc, share_work, max_ac_kw, max_dc_kw, session_dc_kw, session_dc_kwh, session_ac_kwh."""
    winter_factor: Positive | None = None
    """Energy multiplier on the design day. Default: the curve in the facts at `fleet.temperature_c`."""
    work_is_public: bool = True
    """Charging at work counts as slow public demand."""
    session_ac_kwh: Positive = 8.7
    """Energy of one slow AC session (assumed for the region: Boulder's; measured 7.6 in Dundee and 12 to 14 in the Netherlands)."""
    stay_h: dict[str, Positive] = Field(default_factory=dict)
    """Mean hours that a car at a slow post stays plugged in, by occasion: [demand.stay_h] home = 9. Occasions: home, work, destination, taxi, en_route. Default: configs/facts/parking_stays.csv. It holds the post for the longer of that and charging."""
    plug_in_min: NotNegative = 5.0
    """Minutes a session holds a plug beyond charging: parking, starting, paying, leaving (assumed)."""
    weights: dict[str, dict[str, NotNegative]] = Field(default_factory=dict)
    """What draws public charging to a place, by occasion and activity: [demand.weights.destination] bazaar_m2 = 0.8. Occasions: home, work, destination, taxi (traffic decides en_route). Activities and the weights that hold otherwise: configs/facts/attraction_weights.csv; only ratios within an occasion matter."""
    concentration: Annotated[float, Field(ge=0.2, le=5)] | None = None
    """Power of the shares of zones in each occasion, renormalised within the district of the fleet: above 1 strong places draw more and weak ones less. Default: 1, as the weights say, drawn from 1 to 1.6 in the samples; 1.2 is what Shenzhen's metered charging asks for (docs/demand.md)."""
    samples: int = Field(default=200, ge=0, le=5000)
    """Latin hypercube samples of all assumptions, for the p10, p50 and p90 of the demand; 0 for none, otherwise at least 20."""
    seed: int = Field(default=0, ge=0)
    """Seed of the samples: the same seed, the same figures."""
    peak_hour_share: Annotated[float, Field(gt=0, le=1)] | None = None
    """Share of the day's sessions in the peak hour. Default: from the arrival profiles of the facts."""
