"""Reality checks of the fleet: beside what was counted in the city, and beside what is plausible anywhere."""

from planner.catalogue.confidence import confidence_words
from planner.catalogue.facts import car_parc, dated_stock, parameter_figure
from planner.catalogue.known_city import known_taxis
from planner.dossier.reality_check import Held, RealityCheck, Severity, severity_of
from planner.support.amounts import THIN
from planner.support.speech import _, joined

COUNTS = "configs/facts/fleet_by_country.csv"
FEWER = 0.9
"""A fleet below this share of the vehicles counted already is doubted: counts are off by about a tenth (`STOCK_BAND` of the demand)."""
STALE_COUNT_YEARS = 2.0
"""A fleet of so many years after the last count that is no larger than it is doubted (chosen)."""


def stock(held: Held) -> RealityCheck | None:
    """Electric vehicles beside those counted in the city: neither fewer, nor as many years later, nor grown beyond what was ever seen."""
    counts = [one for one in dated_stock(held.city) if one[0] <= held.year + 1.0 and one[1] > 0]
    if not counts:
        return None
    when, counted = counts[-1]
    severity, end = _growth(held.vehicles / counted, max(0.0, held.year - when))
    told = _(
        "{vehicles:number} electric vehicles are taken for {year}; {counted:number} were counted in {when} ({counts})",
        vehicles=held.vehicles,
        year=held.year,
        counted=counted,
        when=int(when),
        counts=COUNTS,
    )
    return RealityCheck(
        "stock",
        _("electric vehicles"),
        _("{counted:number} counted in {when}, and what came since", counted=counted, when=int(when)),
        _("{vehicles:number} in {year}", vehicles=held.vehicles, year=str(held.year)),
        severity,
        joined("", [told, end, "."]),
    )


def _growth(ratio: float, years: float) -> tuple[Severity, str]:
    """Severity of so many times the vehicles so many years after they were counted, and what to say of it."""
    limit = parameter_figure("ev_growth_a_year_most")
    if ratio < FEWER:
        return Severity.DOUBT, _(", which is more: see whether the fleet table holds all classes and districts")
    if years >= STALE_COUNT_YEARS and ratio <= 1.0:
        said = _(
            ", no fewer: the plan takes it that no electric vehicle is added from then until the planning year; fleet.growth or a fleet table of the planning year says how many will"
        )
        return Severity.DOUBT, said
    severity = severity_of(ratio, max(2.0 - FEWER, limit.central**years), max(2.0 - FEWER, limit.high**years))
    if severity is Severity.OK:
        return severity, ""
    said = _(
        ": {ratio:number1} times as many within {years:number1} years, while even {central:g} times each year is much for so large a stock ({source}; confidence {confidence})",
        ratio=ratio,
        years=years,
        central=limit.central,
        source=limit.source,
        confidence=confidence_words(limit.confidence),
    )
    return severity, said


def ev_share(held: Held) -> RealityCheck | None:
    """Electric share of all vehicles registered in the city, where their number is known or derived."""
    parc = car_parc(held.city)
    if not parc:
        return None
    limit, share = parameter_figure("ev_share_of_vehicles_most"), held.vehicles / parc
    severity = severity_of(share, limit.central, limit.high)
    most = limit.high if severity is Severity.WARNING else limit.central
    told = _(
        "{vehicles:number} electric vehicles are {share:percent1} of the {parc:number} vehicles of any kind that are known of the city ({counts})",
        vehicles=held.vehicles,
        share=share,
        parc=parc,
        counts=COUNTS,
    )
    above = _(
        "; no more than {high:percent} is plausible ({source}; confidence {confidence})",
        high=most,
        source=limit.source,
        confidence=confidence_words(limit.confidence),
    )
    return RealityCheck(
        "ev_share",
        _("electric share of all vehicles"),
        _("at most {central:percent} of {parc:number}", central=most, parc=parc),
        _("{share:percent1}", share=share),
        severity,
        joined("", [told, above if severity is not Severity.OK else "", "."]),
    )


def ev_per_person(held: Held) -> RealityCheck | None:
    """Electric vehicles for each thousand people, against what is plausible anywhere."""
    if held.people <= 0:
        return None
    limit, rate = parameter_figure("ev_per_1000_people_most"), 1000.0 * held.vehicles / held.people
    severity = severity_of(rate, limit.central, limit.high)
    most = limit.high if severity is Severity.WARNING else limit.central
    told = _("There are {rate:number1} electric vehicles for each 1{thin}000 people", rate=rate, thin=THIN)
    above = _(
        "; no more than {high:g} are plausible ({source}; confidence {confidence}): check the counts of the fleet and the people of the zones",
        high=most,
        source=limit.source,
        confidence=confidence_words(limit.confidence),
    )
    return RealityCheck(
        "ev_per_person",
        _("electric vehicles for each 1{thin}000 people", thin=THIN),
        _("at most {limit:g}", limit=most),
        _("{rate:number1}", rate=rate),
        severity,
        joined("", [told, above if severity is not Severity.OK else "", "."]),
    )


def taxis(held: Held) -> RealityCheck | None:
    """Whether taxis are left out of a fleet that is the stock of the facts, while the facts know of them."""
    known = known_taxis(held.city)
    if known is None or not held.private_alone:
        return None
    count, unit = known
    values = {"count": count.value, "credit": count.credit}
    said = _("{count:number} taxis ({credit})", **values)
    if unit == "drivers":
        said = _("{count:number} taxi drivers ({credit})", **values)
    sentence = _(
        "The fleet is the stock that the facts know of, taken as private cars alone, while {said} are known of the city: what taxis charge in public, mostly fast, is not in the plan; give the electric ones in a fleet table (fleet.path) or as [[fleet.steps]].",
        said=said,
    )
    return RealityCheck(
        "taxis",
        _("taxis of the fleet"),
        _("some of the {said}", said=said),
        _("none of them"),
        Severity.WARNING,
        sentence,
    )
