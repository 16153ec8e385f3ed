"""Energy on hills of a fleet: a factor for each vehicle class, and for each zone what its residents' drives take against the mean."""

from dataclasses import dataclass, replace

import numpy as np

from geodata.report import Assumption
from planner.demand.attraction import Attraction
from planner.demand.en_route import Passing
from planner.demand.inputs import Inputs
from planner.demand.slopes import CASES, hill_span
from planner.demand.spans import Assumed, Floats, Span
from planner.support.speech import _

HILLS = "hills"
"""Name by which draws move the energy on hills."""
CAR = "private_home"
"""Class whose factor by zone stands for all that charge near home."""


@dataclass(frozen=True)
class Hills:
    """Energy against that on level ground.

    Parameters
    ----------
    by_class : Span
        (classes,): mean over the people of the city.
    by_zone : (zones,)
        Of a car, against the mean of the city: 1 where nothing is known.
    """

    by_class: Span
    by_zone: Floats


def hills_of(passing: Passing, people: Floats, inputs: Inputs) -> Hills | None:
    """Factors of the drives of a city; None where nobody knows its heights.

    A vehicle drives its kilometres of the day whatever the hills, so that the factor of the city is the mean of those of its zones by
    people, each the mean over its drives.
    """
    slopes = passing.slopes_km
    if slopes is None:
        return None
    driven = slopes.sum(axis=1) > 0
    if not (people[driven] > 0).any():
        return None
    weight = np.where(driven, people, 0.0) / people[driven].sum()
    kwh_per_km = dict(zip(inputs.classes, inputs.kwh_per_km.central, strict=True))
    spans = [hill_span(slopes, name, float(kwh)) for name, kwh in kwh_per_km.items()]
    mean = Span(*(np.array([weight @ getattr(one, case) for one in spans]) for case in CASES))
    own = CAR if CAR in kwh_per_km else inputs.classes[0]
    car = spans[inputs.classes.index(own)].central
    by_zone = np.where(driven, car / float(weight @ car), 1.0)
    return Hills(mean, by_zone)


def on_hills(hills: Hills | None, inputs: Inputs, attraction: Attraction) -> tuple[Inputs, Attraction]:
    """Inputs and attraction with the energy on hills; as they were where it is not known."""
    if hills is None:
        return inputs, attraction
    least, most = (float(getattr(hills.by_class, case).mean()) for case in ("low", "high"))
    values = [f"x {one:.3f}" for one in (least, float(hills.by_class.central.mean()), most)]
    what = _("energy on the city's hills against level ground, mean of the classes")
    said = Assumed.from_text(HILLS, what, values, "city.elevation; configs/facts/hill_energy.csv")
    moved = replace(inputs, hills=hills.by_class, assumed=(*inputs.assumed, said))
    return moved, replace(attraction, hill_factor=hills.by_zone)


def hill_assumptions(inputs: Inputs) -> list[Assumption]:
    """The factor of each class, where heights are known."""
    if not inputs.hills.central.ndim:
        return []
    factors = zip(inputs.classes, *(getattr(inputs.hills, case) for case in CASES), strict=True)
    value = "; ".join(f"{name} x {mid:.3f} ({low:.3f} to {high:.3f})" for name, low, mid, high in factors)
    source = _("slopes of drives between zones by the heights given (city.elevation); configs/facts/hill_energy.csv")
    return [Assumption(_("energy on hills against level ground at 20 C"), value, source)]
