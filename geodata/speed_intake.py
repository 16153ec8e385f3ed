"""Speeds of the peak hour of a city: the user's, where there is a table, and assumed ones for the classes that it leaves out."""

from geodata.city_request import SpeedsRequest
from geodata.report import Assumption, SourceReport
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
    words = ", ".join(f"{name} {factor:.0%}" for name, factor in assumed.items())
    said = Assumption(_("speed in the peak hour against the one without congestion"), words, request.source)
    return PeakSpeeds({**assumed, **own.factor}, own.measured_kmh), reports, (said,) if assumed else ()
