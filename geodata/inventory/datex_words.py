"""Vocabulary of DATEX II energy infrastructure: what its words for plugs, vehicles, users and places are in the inventory."""

import re
from collections.abc import Iterable, Iterator, Sequence

from geodata.connectors import Connector, Current
from geodata.inventory.parking import reserved_text
from geodata.inventory.record import Note, connector_named
from geodata.inventory.words import access_word
from geodata.loose import number_of, short, text_of
from geodata.report import Kind
from geodata.speech import _
from geodata.xml_records import Element

_PLACED = ("locationReference", "entrance")
_MOST_PLACES = 20
_MOST_CORNERS = 2_000


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


_CONNECTORS = {_letters(one.value): one.value for one in Connector} | {
    "CEE3": Connector.IEC_60309_2_SINGLE_16.value,
    "CEE5": Connector.IEC_60309_2_THREE_16.value,
    "TESLACONNECTORAMERICA": Connector.SAE_J3400.value,
}
"""Members of ConnectorTypeEnum are the names of OCPI in other letters. Two are left under their own name: `yazaki`, of which
nobody knows whether it is Type 1 or CHAdeMO, and `teslaConnectorEurope`, a Type 2 with direct current for old Teslas alone."""

_CAR = None
_VEHICLES: dict[str, str | None] = {
    **dict.fromkeys(
        ("car", "smallcar", "largecar", "carwithtrailer", "carwithcaravan", "anyvehicle", "motorvehicle"), _CAR
    ),
    **dict.fromkeys(("electricvehicle", "lightvehicle", "carorlightvehicle", "passengercar", "m", "m1", "m1g"), _CAR),
    **dict.fromkeys(("van", "lightcommercialvehicle", "deliveryvan", "n1", "n1g"), "vans"),
    **dict.fromkeys(
        ("lorry", "truck", "heavygoodsvehicle", "heavyvehicle", "heavydutyvehicle", "articulatedvehicle"), "trucks"
    ),
    **dict.fromkeys(
        ("goodsvehicle", "articulatedtruck", "heavydutytransporter", "n", "n2", "n2g", "n3", "n3g"), "trucks"
    ),
    **dict.fromkeys(("bus", "minibus", "articulatedbus", "coach", "electricbus", "m2", "m2g", "m3", "m3g"), "buses"),
    **dict.fromkeys(
        ("motorcycle", "moped", "motorscooter", "twowheeler", "electricmotorcycle", "electricscooter"), "motorcycles"
    ),
    **dict.fromkeys(("bicycle", "ebike", "pedelec", "electricbike", "electricbicycle", "cargobike"), "bicycles"),
    **dict.fromkeys(("boat", "electricboat", "ship"), "boats"),
    "taxi": "taxis",
}
"""Words of VehicleTypeEnum, EU categories and usage types, in small letters; those not listed say nothing."""
_L = re.compile(r"l[1-7]?e?[a-c]?\d?")
_TRACTORS = re.compile(r"[tcrs]\d?\d?")
_USERS = {
    **dict.fromkeys(("allusers", "all", "unknown", "public", "other"), "public"),
    **dict.fromkeys(("customers", "customer", "hotelguests", "shoppers", "visitors", "guests", "patrons"), "customers"),
    **dict.fromkeys(("employees", "staff", "residents", "members", "subscribers", "seasonticketholders"), "private"),
    **dict.fromkeys(("tenants", "fleet", "reservationholders", "students", "emergencyservices"), "private"),
}
_DISABLED = ("disabled", "disability", "disabilities", "handicap", "wheelchair")


def text_in(element: Element, name: str) -> str | None:
    """Text of a part, plain or in several languages, of which the first counts."""
    part = element.first(name)
    if part is None:
        return None
    found = next((one.text for one in part.within("value") if one.text), None)
    return text_of(found or part.text)


def connector_text(connector: Element) -> str | None:
    """Type of a connector as written; that of an unlisted one is told beside it."""
    kind = text_of(connector.said("connectorType"))
    if kind is None or kind.casefold() in ("other", "_extended", "unknown"):
        return text_in(connector, "otherConnector")
    return kind


def connector_of(written: str | None, note: Note) -> tuple[str, bool]:
    """Name of a plug, and whether it is a GB/T of which neither AC nor DC is told."""
    letters = _letters(written or "").removesuffix("TYPE").replace("60309X2", "603092")
    if letters in _CONNECTORS:
        return _CONNECTORS[letters], False
    name = connector_named(written, note, any_spelling=True, power_decides=True)
    return name, written is not None and Connector.is_bare_gbt(written)


def current_of(connector: Element, name: str) -> Current:
    """Current of a plug, of an unknown one by its charging mode."""
    known = Connector.named(name)
    if known is not None:
        return known.current
    return Current.DC if "DC" in (connector.said("chargingMode") or "").upper() else Current.AC


def format_of(connector: Element) -> str | None:
    """Whether the cable hangs on the post."""
    said = (connector.said("connectorFormat") or "").casefold()
    return "CABLE" if "cable" in said else "SOCKET" if "socket" in said else None


def is_electric(point: Element) -> bool:
    """Whether a point gives electricity: so it does unless its type or the unit that it sells says otherwise."""
    kind, unit = point.attributes.get("type", ""), point.said("deliveryUnit")
    return "electric" in kind.casefold() if kind else unit is None or unit.casefold() == "kwh"


def further_ids(point: Element) -> Iterator[str]:
    """Ids of a point beside its own, by which others name it."""
    for name in ("evseId", "identifier"):
        for one in point.within(name, ("electricEnergy",)):
            if (text := text_of(one.text)) is not None:
                yield text


def places_in(element: Element, beside: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Longitudes and latitudes of a site or station, the most exact first; corners of an area as their mean."""
    holders = [one for name in _PLACED for one in element.all(name)]
    for holder in holders[:_MOST_PLACES]:
        for name in ("pointCoordinates", "coordinatesForDisplay"):
            for one in holder.within(name, beside):
                yield one.said("longitude"), one.said("latitude")
    for holder in holders[:_MOST_PLACES]:
        for one in holder.within("posList", beside):
            numbers = [number_of(text) for text in one.text.split()[: 2 * _MOST_CORNERS]]
            known = [number for number in numbers if number is not None]
            if len(known) == len(numbers) and len(known) >= 2 and len(known) % 2 == 0:
                half = len(known) // 2
                yield repr(sum(known[1::2]) / half), repr(sum(known[::2]) / half)


def address_of(elements: Iterable[Element]) -> tuple[str | None, str | None, str | None]:
    """Street with number, town and country, as the first element that has any tells them."""
    for holder in (one for element in elements for name in _PLACED for one in element.all(name)):
        for one in holder.within("address"):
            lines = sorted(one.all("addressLine"), key=lambda line: number_of(line.attributes.get("order")) or 0.0)
            street = " ".join(text for line in lines if (text := text_in(line, "text")))
            found = text_of(street), text_in(one, "city"), text_in(one, "countryCode")
            if any(found):
                return found
    return None, None, None


def organisations_of(element: Element) -> dict[str, str]:
    """Names of organisations that are described here, by the id under which others refer to them."""
    found = {}
    for role in ("operator", "owner", "energyDistributor", "helpdesk"):
        for one in element.all(role):
            identity, name = text_of(one.attributes.get("id")), text_in(one, "name")
            if identity and name:
                found[identity] = name
    return found


def access_of(station: Element, site: Element, note: Note) -> str:
    """Who may charge, by the users that a station or its site is for alone."""
    for element in (station, site):
        told = [one.text for one in element.all("exclusiveUsers") if one.text]
        if told and not any(map(_is_disabled, told)):
            found = {_user(text, note) for text in told}
            return next(word for word in ("public", "customers", "private", "unknown") if word in found)
    return "public"


def _user(text: str, note: Note) -> str:
    word = _USERS.get(_letters(text).casefold()) or access_word(text)[0]
    if word is None:
        note(
            Kind.ACCESS,
            _("exclusiveUsers {short!r} is not understood", short=short(text)),
            _("kept as unknown, no supply"),
        )
    return word or "unknown"


def _is_disabled(text: str) -> bool:
    return any(word in text.casefold() for word in _DISABLED)


def accessible_of(elements: Iterable[Element]) -> str | None:
    """Whether disabled drivers can use a place: by what is told of the station, else of the site."""
    for element in elements:
        told = [one.text.casefold() for one in element.all("accessibility")]
        spaces = [one.text for space in element.all("dedicatedParkingSpaces") for one in space.all("userSpecific")]
        if any("barrierfree" in text or _is_disabled(text) for text in told) or any(map(_is_disabled, spaces)):
            return "yes"
        if "none" in told:
            return "no"
    return None


def reserved_of(point: Element, station: Element) -> str | None:
    """Whom alone a point is for: its vehicles, else those of its station, else its usage; None where cars are among them."""
    users = [one.text for element in (point, station) for one in element.all("exclusiveUsers") if one.text]
    words = {"disabled"} if users and all(map(_is_disabled, users)) else set[str]()
    told = (*map(_vehicles_told, (point, station)), [one.text for one in point.all("usageType")])
    kinds = next((found for texts in told if (found := [kind for text in texts for kind in _vehicle(text)])), [])
    if None not in kinds:
        words |= {kind for kind in kinds if kind is not None}
    return reserved_text(words)


def _vehicles_told(element: Element) -> list[str]:
    return [one.text for holder in element.all("applicableForVehicles") for one in holder.parts if one.name in _TOLD]


_TOLD = ("vehicleType", "euVehicleCategory", "vehicleUsage")


def _vehicle(text: str) -> list[str | None]:
    word = _letters(text).casefold()
    if word in _VEHICLES:
        return [_VEHICLES[word]]
    if _L.fullmatch(word):
        return ["motorcycles"]
    return ["other vehicles"] if _TRACTORS.fullmatch(word) else []
