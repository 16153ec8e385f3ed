"""The record of a reality check, and what it is asked of."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How a check ended."""

    OK = "ok"
    DOUBT = "doubt"
    WARNING = "warning"


@dataclass(frozen=True)
class RealityCheck:
    """What was found of one thing beside what was expected.

    Parameters
    ----------
    key : str
        For scripts: ``city, stations, sites, people, stock, ev_share, ev_per_person, design_day, map_age, sessions, taxis, speeds, limits``.
    what : str
    expected, found : str
        Both in words, with their units; the source stands with what is expected.
    severity : Severity
        A warning belongs beside every headline that rests on it, a doubt into the table.
    sentence : str
        The whole of it for people, plain text.
    """

    key: str
    what: str
    expected: str
    found: str
    severity: Severity
    sentence: str

    def as_dict(self) -> dict[str, str]:
        """Plain JSON form."""
        return {name: str(cell) for name, cell in vars(self).items()}


@dataclass(frozen=True)
class GivenSessions:
    """Records of metered sessions that were given, repeats aside.

    Parameters
    ----------
    records : int
    kept : int
        Neither dropped nor known to be of another city.
    placed : int
        Of these at a station on file, or at a place in the city.
    reason : str
        Why most of the others were dropped, in words; empty where none was.
    """

    records: int
    kept: int
    placed: int
    reason: str = ""


@dataclass(frozen=True)
class GivenSpeeds:
    """What is odd in the table of speeds of the peak hour, and what it leaves out.

    Parameters
    ----------
    classes : int
        Classes of road with a row.
    odd : tuple of str
        Rows that say a speed which hardly any driver would believe, each in words.
    left_out : str
        Classes without a row, in words; empty where there are none.
    """

    classes: int
    odd: tuple[str, ...] = ()
    left_out: str = ""


@dataclass(frozen=True)
class Held:
    """What the files and the configuration say of a city.

    Parameters
    ----------
    city : str
    year : int
        That is planned.
    stations : int
        In the city that count as supply today.
    people : float
        In all zones.
    vehicles : float
        Electric ones in the planning year.
    temperature_c : float
        Mean of the design day.
    map_date : str or None
        Day of the map, ISO 8601.
    sessions : GivenSessions or None
        None where no file of sessions is given.
    private_alone : bool
        The vehicles are the city's stock from the facts, none of them a taxi.
    people_guessed : bool
        Neither a table, raster or layer says where people live nor the configuration how many there are: their number is a guess from buildings.
    station_sources : int or None
        Sources of stations that the configuration names; None where that is not known.
    sites : int or None
        Candidate sites; None where they were not counted.
    speeds : GivenSpeeds or None
        None where no table of speeds is given.
    built_km2 : float or None
        Ground in limits that nobody gave or drew, made around streets and buildings; None where they are known, or go by where people live.
    """

    city: str
    year: int
    stations: int
    people: float
    vehicles: float
    temperature_c: float
    map_date: str | None = None
    sessions: GivenSessions | None = None
    private_alone: bool = False
    people_guessed: bool = False
    station_sources: int | None = None
    sites: int | None = None
    speeds: GivenSpeeds | None = None
    built_km2: float | None = None


def severity_of(value: float, doubt: float, warning: float) -> Severity:
    """Severity of a figure that is in order up to `doubt` and doubted up to `warning`."""
    return Severity.WARNING if value > warning else Severity.DOUBT if value > doubt else Severity.OK
