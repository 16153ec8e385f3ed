"""What this project says of how it came by a figure, among the titles of sources as they were published: in the reader's language, the titles as they are."""

import re
from collections.abc import Mapping

from geodata.speech import SOURCE
from planner.support.speech import _, joined, language, term, told

_WHOLE: tuple[str, ...] = (
    term("assumption"),
    term("assumption for CIS"),
    term("assumption (general literature)"),
    term("assumption above the only bound found (2025 article)"),
    term("assumption: about 0.55, 0.75 and 1 of the 150 kW that a 12 m bus takes at most"),
    term("assumption, of the order of usual planning figures for floor space per job and visits per floor space"),
    term("assumption, of the order of the evening delays that traffic indices report of large cities (recalled)"),
    term("assumption, framed by ElaadNL open data (the Netherlands) and Boulder open data"),
    term(
        "assumption from where cars are imported (Uzbekistan 2024: 99.5 % China), grey imports and a Russian proxy (2GIS users filter for GB/T DC 42 %, GB/T AC 18 %, Type 2 12 %)"
    ),
    term(
        "assumption from import origin, grey imports and a Russian 2GIS filter proxy (GB/T DC 42 %, GB/T AC 18 %, Type 2 12 % of users, August 2025)"
    ),
    term("assumed shape"),
    term("assumed shapes"),
    term("apartment share assumed"),
    term("band assumed"),
    term("band of the evidence, its high end assumed"),
    term("base price assumed"),
    term("battery and shares assumed"),
    term("central assumed"),
    term("central and high assumed"),
    term("centre and high end assumed"),
    term("centre assumed between one driver and shared shifts"),
    term("ends, centre and split assumed"),
    term("energy assumed"),
    term("low and high assumed"),
    term("the high end is assumed"),
    term("the middle is assumed"),
    term("derived from the two rows above"),
    term("recalled"),
    term("recalled, not read again"),
    term("recalled from the IEA outlook, not read"),
    term("recalled from climate normals and rounded"),
    term("recalled national totals"),
    term("recalled (2022 census headline)"),
    term("rest recalled"),
    term("rest recalled or derived"),
    term("census and statistics figures, recalled and rounded"),
    term("road atlases and distance tables, recalled and rounded"),
    term("Makat-Atyrau about 130 km recalled"),
    term("DC factor = battery not warmed beforehand (recalled, INL 2018)"),
    term("not read"),
    term("no survey of long drives in the five countries was found"),
    term("no survey of origins and destinations was found"),
    term("no counts by month were found"),
    term("of the order of published charging curves"),
    term("main roads of the region mostly have a line beside them, the steppe and passes do not"),
    term("the facts do not say at which speed theirs is"),
    term("standard atmosphere (ICAO)"),
    term("of the order of published DC charging tests"),
    term("of the order of published onboard-charger tests"),
)
_AROUND: Mapping[str, str] = {
    "assumption: +US$1.5-3k for the second protocol": _("assumption: {usd} for the second protocol", usd="+US$1.5-3k"),
    "assumption: +US$1.5-5k for the second protocol": _("assumption: {usd} for the second protocol", usd="+US$1.5-5k"),
    "assumption: +US$2-5k over dc_dual_120": _(
        "assumption: {usd} over {charger}", usd="+US$2-5k", charger="dc_dual_120"
    ),
    "derived (24.kg, Natstatkom)": _("derived from {title}", title="24.kg, Natstatkom"),
    "derived from CABAR longread": _("derived from {title}", title="CABAR longread"),
    "derived from fleet_by_country.csv (Almaty)": _("derived from {title}", title="fleet_by_country.csv (Almaty)"),
    "derived from toping.uz": _("derived from {title}", title="toping.uz"),
    "derived from RMI 2019 (recalled) and grid_connection_capex of planning_parameters.csv": _(
        "derived from {title} (recalled) and {figure}",
        title="RMI 2019",
        figure="planning_parameters.csv, grid_connection_capex",
    ),
    "energy: recalled ev-database/IEA GEVO range": _(
        "energy: range by {title}, recalled", title="ev-database/IEA GEVO"
    ),
    "fast share: Institute of Transport Economics, Norway (TOI) 4 to 6 %": _(
        "fast share: {title}", title="Institute of Transport Economics, Norway (TOI), 4-6 %"
    ),
    "housing: stat.uz 2023": _("housing: {title}", title="stat.uz 2023"),
    "operator claims 95-98% (high)": _("operators claim {share} (high)", share="95-98 %"),
    "Rempel et al. 2022 (low)": _("{title} (low)", title="Rempel et al. 2022"),
    "recalled Directive 2014/94": _("{title}, recalled", title="Directive 2014/94"),
    "recalled ICCT WP 2019-14 (50 kW $28,401": joined(
        "", [_("{title}, recalled", title="ICCT WP 2019-14"), " (50 kW $28,401"]
    ),
    "recalled RMI 2019": _("{title}, recalled", title="RMI 2019"),
    "recalled SAE J2954": _("{title}, recalled", title="SAE J2954"),
}
_PARTS = {str(one): one for one in _WHOLE} | dict(_AROUND)
"""As the tables of facts have them, between semicolons; a title in one of them stays as it is."""
_PART = re.compile(r"(?P<table>(?:[\w./-]+\.csv(?:, [\w ]+)?: )?)(?P<said>.*?)(?P<end>\.?\s*)", re.DOTALL)
"""A part, which may name the table that it is of."""


def own_words(text: str) -> str:
    """Tell those parts in the language of the moment; everything else stays as it is, also where a title has a word of them.

    Examples
    --------
    >>> own_words("stat.uz 2023; ends, centre and split assumed")
    'stat.uz 2023; ends, centre and split assumed'
    """
    return text if language() == SOURCE else "".join(map(_told, re.split(r"(;\s*)", text)))


def is_own(part: str) -> bool:
    """Whether all that a part says are words of this project, which `own_words` tells."""
    found = _PART.fullmatch(part)
    return found is not None and found["said"] in _PARTS


def _told(part: str) -> str:
    found = _PART.fullmatch(part)
    own = _PARTS.get(found["said"]) if found else None
    return part if found is None or own is None else f"{found['table']}{told(own)}{found['end']}"
