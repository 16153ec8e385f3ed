"""A charging station as one record describes it, before it becomes rows of the stations table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from geodata.connectors import Connector, Current
from geodata.inventory.power_units import Power
from geodata.loose import number_of, short
from geodata.report import Kind
from geodata.speech import _

UNKNOWN = "UNKNOWN"
"""Name of a plug whose standard the source leaves empty."""

MOST_ALIKE = 500
"""More alike plugs than this at one place is a typing error: the largest sites of the world have about so many."""

UNKNOWN_KW = {Current.AC: 11.0, Current.DC: 50.0}
"""Power of a plug of unknown standard where none is given (assumed)."""

UNKNOWN_MOST_KW = 1000.0

GBT_POST_KW = 11.0
"""A plug called just "GB/T" of at most this power is an AC post: GB/T 20234.2 posts give 3.3 to 7, some 11 kW (assumed)."""

Note = Callable[[Kind, str, str], None]
"""Takes what one doubt about the record at hand is about, its reason and the action."""


@dataclass(frozen=True)
class Plug:
    """Alike plugs of one EVSE group; fields as the columns of `geodata.stations.CONNECTORS`."""

    evse_id: str
    connector: str
    power_kw: float
    power_guessed: bool
    count: int = 1
    format: str | None = None
    status: str = "operational"
    status_at: str | None = None
    reserved_for: str | None = None
    parking: str | None = None


@dataclass(frozen=True)
class StationRecord:
    """One station in longitude and latitude; fields as the columns of `geodata.stations.STATIONS`.

    `source` is where a record of our own export came from at first, with the ids merged into it; None for all others.
    """

    station_id: str
    source_id: str
    lon: float
    lat: float
    plugs: tuple[Plug, ...]
    name: str | None = None
    operator: str | None = None
    address: str | None = None
    city: str | None = None
    country: str | None = None
    access: str = "unknown"
    connection: str = "unknown"
    updated: str | None = None
    source: str | None = None
    merged_ids: str | None = None
    accessible: str | None = None


def bare_gbt(powers_kw: Sequence[float | None], note: Note) -> str:
    """Standard of a plug of which only "GB/T" is said: AC where every power given is one of an AC post, else DC."""
    given = [kw for kw in powers_kw if kw is not None]
    is_post = bool(given) and max(given) <= GBT_POST_KW
    known = Connector.GBT_AC if is_post else Connector.GBT_DC
    said = f", {max(given):g} kW" if is_post else ""
    note(Kind.PLUG, _("GB/T without AC or DC{said}", said=said), _("taken as {value}", value=known.current.value))
    return known.value


def connector_named(value: str | None, note: Note, *, any_spelling: bool = False, power_decides: bool = False) -> str:
    """OCPI name of a plug: as given, its case and spelling mended where the standard is known, `UNKNOWN` where empty.

    `any_spelling` says that the source promises no OCPI names, so that other spellings are no doubt; `power_decides` that
    the caller asks `bare_gbt` about a bare "GB/T" once it knows the power.
    """
    if value is None or value.upper() == UNKNOWN:
        note(Kind.UNKNOWN_PLUG, _("plug without a standard"), _("kept as {unknown}", unknown=UNKNOWN))
        return UNKNOWN
    known = Connector.named(value)
    if known is None and (known := Connector.spelled(value)) is not None:
        if not any_spelling:
            note(
                Kind.PLUG, _("connector written {short!r}", short=short(value)), _("read as {value}", value=known.value)
            )
        if Connector.is_bare_gbt(value) and not power_decides:
            return bare_gbt((), note)
    if known is None:
        note(Kind.UNKNOWN_PLUG, _("unknown connector {short!r}", short=short(value)), _("kept under its own name"))
        return value
    return known.value


def most_kw(connector: str) -> float:
    """Most power the standard carries."""
    known = Connector.named(connector)
    return known.max_kw if known else UNKNOWN_MOST_KW


def settled_power(
    connector: str, power: Power, note: Note, *, current: Current = Current.AC, usual_kw: float | None = None
) -> tuple[float, bool]:
    """Power in kW and whether it is guessed: as read, else the usual power of the standard.

    `current` decides only for unknown standards; `usual_kw` is for a kind of plug that is not the usual one of its standard.
    """
    if power.kw is not None:
        if power.doubt:
            note(Kind.POWER, power.doubt, _("kept with {kw:g} kW", kw=power.kw))
        return power.kw, False
    known = Connector.named(connector)
    usual = usual_kw or (known.usual_kw if known else UNKNOWN_KW[current])
    reason = power.doubt or _("power of {short} not given", short=short(connector))
    note(Kind.GUESSED_POWER, reason, _("class default of {usual:g} kW, marked as guessed", usual=usual))
    return usual, True


def plug_count(value: object, note: Note) -> int:
    """Count of alike plugs; 1, with a note, where it is not given or not possible. 0 means there are none."""
    if value is None or value == "":
        note(Kind.COUNT, _("count of plugs not given"), _("taken as 1"))
        return 1
    number = number_of(value)
    if number is None or number < 0 or number % 1 != 0 or number > MOST_ALIKE:
        note(Kind.COUNT, _("count of plugs {short!r} is not possible", short=short(value)), _("taken as 1"))
        return 1
    return int(number)
