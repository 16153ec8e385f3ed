"""Occasions reweighted by the measured hours of the day."""

from collections.abc import Sequence

import numpy as np

from geodata.connectors import Current
from planner.demand.calibration.calibration import NEED_OF, Fit
from planner.demand.calibration.occasion_fit import fitted_shares
from planner.demand.calibration.place_factors import misplaced
from planner.demand.calibration.session_figures import MeasuredSessions
from planner.demand.inputs import TAXIS, reweighted
from planner.demand.occasions import NEEDS, OCCASIONS, Occasion
from planner.demand.profiles import PROFILES, hourly, hours_of_fleet
from planner.demand.spans import Floats
from planner.support.speech import _

SPREAD_OF_ENERGY = 1.8
"""1 plus the squared coefficient of variation of session energies (0.6 to 0.9 in Dundee): as many sessions fewer tell of shares of energy."""


def occasion_factors(
    measured: MeasuredSessions, energy: Floats, classes: Sequence[str]
) -> tuple[Floats | None, tuple[Fit, ...]]:
    """Factors of the occasions by need, and how well the day fits before and after.

    Occasions of one profile cannot be told apart by their hours and move together; taxis charge near home at a taxi's hours and their
    home moves with them. Classes keep their energy, so a class with one occasion does not move at all.

    Parameters
    ----------
    measured : MeasuredSessions
    energy : (classes, needs, occasions)
        KWh a day of the model.
    classes : sequence of str

    Returns
    -------
    factors : (classes, needs, occasions) or None
        None where no current has enough sessions.
    fits : tuple of Fit
    """
    factors, fits = np.ones_like(energy), []
    for current in (Current.AC, Current.DC):
        figures, n = measured.of(current), NEEDS.index(NEED_OF[current])
        day, mine = figures.hourly_shares, energy[:, n, :]
        if day is None or mine.sum() <= 0:
            continue
        factors[:, n, :] = _factors(day, mine, classes, figures.sessions / SPREAD_OF_ENERGY)
        moved = reweighted(mine[:, None, :], factors[:, n : n + 1, :])[:, 0, :]
        before, after = (misplaced(hours_of_fleet(one, classes), day) for one in (mine, moved))
        what = _("share of the energy of {value} sessions in other hours than the occasions say", value=current.value)
        fits.append(Fit(what, before, after, figures.sessions))
    return (factors if fits else None), tuple(fits)


def _factors(day: Floats, energy: Floats, classes: Sequence[str], sessions: float) -> Floats:
    names = list(dict.fromkeys(PROFILES.values()))
    member = np.array([[names.index(_profile(name, o)) for o in OCCASIONS] for name in classes])
    prior = np.bincount(member.ravel(), weights=energy.ravel(), minlength=len(names)) / energy.sum()
    fitted = fitted_shares(day, np.array([_hours(name) for name in names]), prior, sessions)
    factor = np.divide(fitted, prior, out=np.ones_like(prior), where=prior > 0)
    return np.asarray(factor[member])


def _profile(name: str, occasion: Occasion) -> str:
    own = Occasion.TAXI if name in TAXIS and occasion is Occasion.HOME else occasion
    return PROFILES[own]


def _hours(profile: str) -> Floats:
    one = next(o for o in OCCASIONS if PROFILES[o] == profile)
    return hourly(np.eye(len(OCCASIONS))[OCCASIONS.index(one)])
