"""Speeds of the peak hour of a city: the user's, where there is a table, and assumed ones for the classes that it leaves out."""

from collections.abc import Mapping

from geodata.city_request import SpeedsRequest
from geodata.osm.tags import ROAD_CLASSES
from geodata.report import Assumption, Kind, Problem, SourceReport, with_problems
from geodata.sources.speed_table import read_speeds
from geodata.speech import _
from geodata.speeds import PeakSpeeds


def speeds_of(request: SpeedsRequest) -> tuple[PeakSpeeds | None, tuple[SourceReport, ...], tuple[Assumption, ...]]:
    """Read the speeds; None where drives are asked for without congestion.

    Raises
    ------
    GeodataError
        The table is missing or of no use.
    """
    own, reports = PeakSpeeds(), tuple[SourceReport, ...]()
    if request.table is not None:
        own, report = read_speeds(request.table)
        reports = (report,)
    given = own.factor.keys() | own.measured_kmh.keys()
    assumed = {name: factor for name, factor in request.factors if name not in given}
    if not given and not assumed:
        return None, reports, ()
    said = []
    if request.table is not None:
        what, path = _("speed in the peak hour, as given"), str(request.table.path)
        said.append(Assumption(what, _given(own), path, "medium"))
        if assumed:
            reports = (with_problems(report, (_left_out(assumed),)),)
    if assumed:
        words = _.joined(", ", [_share(name, factor) for name, factor in assumed.items()])
        said.append(Assumption(_("speed in the peak hour against the one without congestion"), words, request.source))
    return PeakSpeeds({**assumed, **own.factor}, own.measured_kmh), reports, tuple(said)


def _given(own: PeakSpeeds) -> str:
    """What the table says, the classes in the order of the map's."""
    speeds = {name: _("{kmh:g} km/h", kmh=kmh) for name, kmh in own.measured_kmh.items()}
    shares = {name: f"{share:.0%}" for name, share in own.factor.items()}
    said = {**speeds, **shares}
    return _.joined(", ", [_.joined(" ", [_class_words(name), said[name]]) for name in ROAD_CLASSES if name in said])


def _share(name: str, factor: float) -> str:
    return _("{road_class} {share:.0%}", road_class=_class_words(name), share=factor)


def _class_words(name: str) -> str:
    """What planners call a road of a class of OpenStreetMap; others as they are."""
    known = {
        "motorway": lambda: _.within("class of road", "motorway"),
        "trunk": lambda: _.within("class of road", "trunk road"),
        "primary": lambda: _.within("class of road", "primary road"),
        "secondary": lambda: _.within("class of road", "secondary road"),
        "tertiary": lambda: _.within("class of road", "tertiary road"),
        "unclassified": lambda: _.within("class of road", "minor road"),
        "road": lambda: _.within("class of road", "road of no known class"),
        "residential": lambda: _.within("class of road", "residential street"),
        "living_street": lambda: _.within("class of road", "living street"),
        "service": lambda: _.within("class of road", "service road"),
    }
    return known[name]() if name in known else name


def _left_out(assumed: Mapping[str, float]) -> Problem:
    """Tell which classes of road have no row, so that their speed is assumed."""
    return Problem(", ".join(assumed), _("road classes without a row"), _("speed assumed"), Kind.NOT_GIVEN)
