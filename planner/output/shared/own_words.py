"""What this project says of how it came by a figure, among the titles of sources as they were published: in the reader's language, the titles as they are."""

import re
from collections.abc import Callable, Mapping

from geodata.speech import SOURCE
from planner.support.speech import _, language

_PARTS: Mapping[str, Callable[[], str]] = {
    "assumption": lambda: _("assumption"),
    "assumption for CIS": lambda: _("assumption for CIS"),
    "assumption (general literature)": lambda: _("assumption (general literature)"),
    "assumption above the only bound found (2025 article)": lambda: _(
        "assumption above the only bound found (2025 article)"
    ),
    "assumption: about 0.55, 0.75 and 1 of the 150 kW that a 12 m bus takes at most": lambda: _(
        "assumption: about 0.55, 0.75 and 1 of the 150 kW that a 12 m bus takes at most"
    ),
    "assumption, of the order of usual planning figures for floor space per job and visits per floor space": lambda: _(
        "assumption, of the order of usual planning figures for floor space per job and visits per floor space"
    ),
    "assumption, of the order of the evening delays that traffic indices report of large cities (recalled)": lambda: _(
        "assumption, of the order of the evening delays that traffic indices report of large cities (recalled)"
    ),
    "assumption, framed by ElaadNL open data (the Netherlands) and Boulder open data": lambda: _(
        "assumption, framed by ElaadNL open data (the Netherlands) and Boulder open data"
    ),
    "assumption from where cars are imported (Uzbekistan 2024: 99.5 % China), grey imports and a Russian proxy (2GIS users filter for GB/T DC 42 %, GB/T AC 18 %, Type 2 12 %)": lambda: (
        _(
            "assumption from where cars are imported (Uzbekistan 2024: 99.5 % China), grey imports and a Russian proxy (2GIS users filter for GB/T DC 42 %, GB/T AC 18 %, Type 2 12 %)"
        )
    ),
    "assumed shape": lambda: _("assumed shape"),
    "assumed shapes": lambda: _("assumed shapes"),
    "apartment share assumed": lambda: _("apartment share assumed"),
    "band assumed": lambda: _("band assumed"),
    "band of the evidence, its high end assumed": lambda: _("band of the evidence, its high end assumed"),
    "base price assumed": lambda: _("base price assumed"),
    "battery and shares assumed": lambda: _("battery and shares assumed"),
    "central assumed": lambda: _("central assumed"),
    "central and high assumed": lambda: _("central and high assumed"),
    "centre and high end assumed": lambda: _("centre and high end assumed"),
    "centre assumed between one driver and shared shifts": lambda: _(
        "centre assumed between one driver and shared shifts"
    ),
    "ends, centre and split assumed": lambda: _("ends, centre and split assumed"),
    "energy assumed": lambda: _("energy assumed"),
    "low and high assumed": lambda: _("low and high assumed"),
    "the high end is assumed": lambda: _("the high end is assumed"),
    "the middle is assumed": lambda: _("the middle is assumed"),
    "derived from the two rows above": lambda: _("derived from the two rows above"),
    "recalled": lambda: _("recalled"),
    "recalled, not read again": lambda: _("recalled, not read again"),
    "recalled from the IEA outlook, not read": lambda: _("recalled from the IEA outlook, not read"),
    "recalled from climate normals and rounded": lambda: _("recalled from climate normals and rounded"),
    "recalled national totals": lambda: _("recalled national totals"),
    "recalled (2022 census headline)": lambda: _("recalled (2022 census headline)"),
    "rest recalled": lambda: _("rest recalled"),
    "rest recalled or derived": lambda: _("rest recalled or derived"),
    "census and statistics figures, recalled and rounded": lambda: _(
        "census and statistics figures, recalled and rounded"
    ),
    "road atlases and distance tables, recalled and rounded": lambda: _(
        "road atlases and distance tables, recalled and rounded"
    ),
    "Makat-Atyrau about 130 km recalled": lambda: _("Makat-Atyrau about 130 km recalled"),
    "DC factor = battery not warmed beforehand (recalled, INL 2018)": lambda: _(
        "DC factor = battery not warmed beforehand (recalled, INL 2018)"
    ),
    "not read": lambda: _("not read"),
    "of the order of published DC charging tests": lambda: _("of the order of published DC charging tests"),
    "of the order of published onboard-charger tests": lambda: _("of the order of published onboard-charger tests"),
    "assumption: +US$1.5-3k for the second protocol": lambda: _(
        "assumption: {usd} for the second protocol", usd="+US$1.5-3k"
    ),
    "assumption: +US$1.5-5k for the second protocol": lambda: _(
        "assumption: {usd} for the second protocol", usd="+US$1.5-5k"
    ),
    "assumption: +US$2-5k over dc_dual_120": lambda: _(
        "assumption: {usd} over {charger}", usd="+US$2-5k", charger="dc_dual_120"
    ),
    "derived (24.kg, Natstatkom)": lambda: _("derived from {title}", title="24.kg, Natstatkom"),
    "derived from CABAR longread": lambda: _("derived from {title}", title="CABAR longread"),
    "derived from fleet_by_country.csv (Almaty)": lambda: _(
        "derived from {title}", title="fleet_by_country.csv (Almaty)"
    ),
    "derived from toping.uz": lambda: _("derived from {title}", title="toping.uz"),
    "derived from RMI 2019 (recalled) and grid_connection_capex of planning_parameters.csv": lambda: _(
        "derived from {title} (recalled) and {figure}",
        title="RMI 2019",
        figure="planning_parameters.csv, grid_connection_capex",
    ),
    "energy: recalled ev-database/IEA GEVO range": lambda: _(
        "energy: range by {title}, recalled", title="ev-database/IEA GEVO"
    ),
    "recalled Directive 2014/94": lambda: _("{title}, recalled", title="Directive 2014/94"),
    "recalled ICCT WP 2019-14 (50 kW $28,401": lambda: (
        _("{title}, recalled", title="ICCT WP 2019-14") + " (50 kW $28,401"
    ),
    "recalled RMI 2019": lambda: _("{title}, recalled", title="RMI 2019"),
    "recalled SAE J2954": lambda: _("{title}, recalled", title="SAE J2954"),
}
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
    return part if found is None or own is None else f"{found['table']}{own()}{found['end']}"
