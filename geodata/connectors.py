"""Plug standards, named as OCPI names them. A new standard is one member here and nothing else.

Source of names: OCPI 2.2.1 and 2.3, ConnectorType. Open Charge Map ids: its reference data, ConnectionTypes.
OSM keys: the wiki's Key:socket, with the spellings of GB/T met in real data.
"""

from enum import StrEnum
from typing import Self

from geodata.speech import _
from geodata.words.vocabulary import meant


class Current(StrEnum):
    """Alternating or direct current at the plug."""

    AC = "AC"
    DC = "DC"


class PortFamily(StrEnum):
    """Vehicle inlets that belong together: one car of the family takes its AC and its DC plug."""

    CCS2 = "ccs2"
    GBT = "gbt"
    CHADEMO = "chademo"
    NACS = "nacs"
    WIRELESS = "wireless"

    @property
    def label(self) -> str:
        """Name as planners write it."""
        return {
            "ccs2": "CCS2 / Type 2",
            "gbt": "GB/T",
            "chademo": "CHAdeMO / Type 1",
            "nacs": "NACS / CCS1",
            "wireless": "wireless receiver",
        }[self.value]


PLUG_FAMILIES = tuple(family for family in PortFamily if family is not PortFamily.WIRELESS)
"""Inlets that a plug goes into: what a mix and a fleet table may name. Receivers of pads come from `[coming]` alone."""


class Connector(StrEnum):
    """A plug standard; the value is its OCPI name.

    Attributes
    ----------
    label : str
        Name for people.
    current : Current
    family : PortFamily or None
        The vehicles it serves; None where it serves none of the planned ones (a household socket).
    usual_kw, max_kw : float
        Power of one plug where none is given (a class default, marked as guessed), and the most the standard carries.
    osm_keys : tuple of str
        The part after ``socket:``, lower case.
    ocm_ids : tuple of int
        Open Charge Map ConnectionTypeID.
    spellings : tuple of str
        What else people write, beside name, label and OSM keys; case, blanks and punctuation do not matter.
    """

    label: str
    current: Current
    family: PortFamily | None
    usual_kw: float
    max_kw: float
    osm_keys: tuple[str, ...]
    ocm_ids: tuple[int, ...]
    spellings: tuple[str, ...]

    def __new__(  # noqa: PLR0913, PLR0917 - one line of facts for each standard
        cls,
        value: str,
        label: str,
        current: Current,
        family: PortFamily | None,
        kw: tuple[float, float],
        osm_keys: tuple[str, ...] = (),
        ocm_ids: tuple[int, ...] = (),
        spellings: tuple[str, ...] = (),
    ) -> Self:
        """Hang the facts of the standard on the member."""
        self = str.__new__(cls, value)
        self._value_ = value
        self.label, self.current, self.family = label, current, family
        self.usual_kw, self.max_kw = kw
        self.osm_keys, self.ocm_ids, self.spellings = osm_keys, ocm_ids, spellings
        return self

    IEC_62196_T2 = (
        "IEC_62196_T2",
        "Type 2",
        Current.AC,
        PortFamily.CCS2,
        (11.0, 43.0),
        ("type2", "type2_cable"),
        (25, 1036),
        ("T2", "Mennekes", "Type 2 AC", "IEC 62196-2 Type 2"),
    )
    IEC_62196_T2_COMBO = (
        "IEC_62196_T2_COMBO",
        "CCS2",
        Current.DC,
        PortFamily.CCS2,
        (60.0, 500.0),
        ("type2_combo", "ccs2", "ccs"),
        (33,),
        ("CCS Combo 2", "Combo 2", "Combo", "CCS Type 2", "Type 2 CCS", "CCS2 DC", "CCS DC"),
    )
    GBT_AC = (
        "GBT_AC",
        "GB/T AC",
        Current.AC,
        PortFamily.GBT,
        (7.0, 43.0),
        ("gb_ac", "gbt_ac", "gb_t_ac"),
        (1038, 1039),
        ("GB/T 20234.2", "GB AC", "GBT (AC)", "AC GB/T", "ГБТ AC"),
    )
    GBT_DC = (
        "GBT_DC",
        "GB/T DC",
        Current.DC,
        PortFamily.GBT,
        (60.0, 800.0),
        ("gb_dc", "gbt_dc", "gb_t_dc", "gbt", "gb_t"),
        (1040,),
        ("GB/T 20234.3", "GB DC", "DC GB/T", "ГБТ DC", "ГБТ"),
    )
    CHADEMO = ("CHADEMO", "CHAdeMO", Current.DC, PortFamily.CHADEMO, (50.0, 400.0), ("chademo",), (2,), ("Чадемо",))
    IEC_62196_T1 = (
        "IEC_62196_T1",
        "Type 1",
        Current.AC,
        PortFamily.CHADEMO,
        (7.0, 19.2),
        ("type1", "type1_cable"),
        (1,),
        ("T1", "J1772", "SAE J1772", "Yazaki"),
    )
    IEC_62196_T1_COMBO = (
        "IEC_62196_T1_COMBO",
        "CCS1",
        Current.DC,
        PortFamily.NACS,
        (50.0, 350.0),
        ("type1_combo",),
        (32,),
        ("CCS Combo 1", "Combo 1", "CCS1 DC", "CCS Type 1"),
    )
    SAE_J3400 = (
        "SAE_J3400",
        "NACS",
        Current.DC,
        PortFamily.NACS,
        (150.0, 500.0),
        ("nacs",),
        (27,),
        ("J3400", "Tesla NACS"),
    )
    TESLA_S = (
        "TESLA_S",
        "Tesla",
        Current.DC,
        PortFamily.NACS,
        (120.0, 250.0),
        ("tesla_supercharger", "tesla_standard", "tesla_destination"),
        (30,),
        ("Tesla Model S", "Tesla Supercharger"),
    )
    TESLA_R = ("TESLA_R", "Tesla Roadster", Current.AC, None, (7.0, 17.0), ("tesla_roadster",), (8,))
    CHAOJI = ("CHAOJI", "ChaoJi", Current.DC, PortFamily.GBT, (250.0, 900.0), ("chaoji",))
    # No OCPI name: a pad is no plug. DC, for it feeds the battery past the car's own charger; SAE J2954 ends at 11 kVA for cars.
    WIRELESS = ("WIRELESS", "wireless pad", Current.DC, PortFamily.WIRELESS, (11.0, 11.0))
    MCS = ("MCS", "MCS", Current.DC, None, (1000.0, 3750.0), ("mcs",))
    IEC_62196_T3A = ("IEC_62196_T3A", "Type 3A", Current.AC, None, (3.7, 22.0), ("type3a",), (36,))
    IEC_62196_T3C = ("IEC_62196_T3C", "Type 3C", Current.AC, None, (7.0, 22.0), ("type3c", "type3"), (26,))
    DOMESTIC_E = ("DOMESTIC_E", "Type E", Current.AC, None, (2.3, 3.7), ("typee",), (), ("CEE 7/5", "prise EF"))
    DOMESTIC_F = (
        "DOMESTIC_F",
        "Schuko",
        Current.AC,
        None,
        (2.3, 3.7),
        ("schuko",),
        (28,),
        ("Type F", "CEE 7/4", "Розетка"),
    )
    DOMESTIC_C = ("DOMESTIC_C", "Europlug", Current.AC, None, (2.3, 3.7), ("typec",), (23,))
    DOMESTIC_I = ("DOMESTIC_I", "Type I (AS/NZS 3112)", Current.AC, None, (2.3, 3.7), ("typei", "as3112"), (29,))
    IEC_60309_2_SINGLE_16 = ("IEC_60309_2_single_16", "CEE blue", Current.AC, None, (3.7, 3.7), ("cee_blue",), (34,))
    IEC_60309_2_THREE_16 = (
        "IEC_60309_2_three_16",
        "CEE red 16",
        Current.AC,
        None,
        (11.0, 11.0),
        ("cee_red_16a",),
        (35,),
    )
    IEC_60309_2_THREE_32 = ("IEC_60309_2_three_32", "CEE red 32", Current.AC, None, (22.0, 22.0), ("cee_red_32a",))

    IEC_60309_2_THREE_64 = ("IEC_60309_2_three_64", "CEE red 64", Current.AC, None, (44.0, 44.0), ("cee_red_63a",))
    # Overhead, for buses and trucks at stops: no car takes it.
    PANTOGRAPH_BOTTOM_UP = ("PANTOGRAPH_BOTTOM_UP", "pantograph, bottom up", Current.DC, None, (300.0, 600.0))
    PANTOGRAPH_TOP_DOWN = ("PANTOGRAPH_TOP_DOWN", "pantograph, top down", Current.DC, None, (300.0, 600.0))

    @classmethod
    def named(cls, name: str) -> "Connector | None":
        """Member of this OCPI name in any case, or None: unknown names stay in the data as they are."""
        return _BY_NAME.get(name.strip().upper())

    @classmethod
    def label_of(cls, name: str) -> str:
        """Name of a plug as planners say it, a message where it has one; a name that is in no list stays as it is written."""
        known = cls.named(name)
        return known.label if known else _UNLISTED.get(name.strip().upper(), name)

    @classmethod
    def spelled(cls, text: str) -> "Connector | None":
        """Member as people write it: ``"GB/T DC"``, ``"ccs2"``, ``"Тип 2"``; None where nothing fits."""
        found = _BY_SPELLING.get(_letters(text))
        return found or _BY_NAME.get((meant("connector", text) or "").upper())

    @staticmethod
    def is_bare_gbt(text: str) -> bool:
        """Whether a text says GB/T but neither AC nor DC, which members of that name take as DC."""
        return _letters(text) in ("gbt", "гбт")

    @classmethod
    def of_osm(cls, key: str) -> "Connector | None":
        """Member for the part of an OSM key after ``socket:``, any case."""
        return _BY_OSM_KEY.get(key.strip().lower())

    @classmethod
    def of_ocm(cls, identifier: int) -> "Connector | None":
        """Member for an Open Charge Map ConnectionTypeID."""
        return _BY_OCM_ID.get(identifier)


class Need(StrEnum):
    """How a driver charges: waiting for it, or parked anyway."""

    FAST = "fast"
    SLOW = "slow"

    def takes(self, current: Current) -> bool:
        """Fast needs DC; slow takes AC or DC."""
        return self is Need.SLOW or current is Current.DC


def _letters(text: str) -> str:
    """Letters and digits of a spelling, the Russian word for type made English."""
    return "".join(c for c in text[:200].casefold() if c.isalnum()).replace("тип", "type")


_UNLISTED = {"GBT_DC_LIQUID": _.term("GB/T DC, liquid-cooled")}
"""Names that operators use beside OCPI's, as planners say them; such a plug stays one of its own, of which nothing else is known here."""

_BY_NAME = {member.value.upper(): member for member in Connector}
_BY_OSM_KEY = {key: member for member in Connector for key in member.osm_keys}
_BY_OCM_ID = {identifier: member for member in Connector for identifier in member.ocm_ids}
_BY_SPELLING = {
    _letters(spelling): member
    for member in Connector
    for spelling in (*member.osm_keys, *member.spellings, member.label, member.value)
}
