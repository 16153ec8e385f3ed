"""Small sound records as national access points publish them: DATEX II, table and status, and the French IRVE tables."""

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<d2:payload xmlns:d2="http://datex2.eu/schema/3/d2Payload" '
    'xmlns:e="http://datex2.eu/schema/3/energyInfrastructure" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<e:publicationTime>2026-02-02T12:50:00+01:00</e:publicationTime>"
)


def _words(text: str) -> dict[str, Any]:
    return {"values": {"value": {"@lang": "de", "#": text}}}


def _point(identity: str, *connectors: dict[str, Any], **more: Any) -> dict[str, Any]:
    own = {
        "@xsi:type": "e:ElectricChargingPoint",
        "@id": identity,
        "evseId": f"KZ*EVK*{identity}",
        "deliveryUnit": "kWh",
    }
    return (
        own
        | {"usageType": "electricVehicle", "numberOfConnectors": str(len(connectors)), "connector": [*connectors]}
        | more
    )


def _connector(kind: str, watts: str, **more: str) -> dict[str, Any]:
    return {"connectorType": kind, "connectorFormat": "cableMode3", "maxPowerAtSocket": watts} | more


_PLACE = {"pointByCoordinates": {"pointCoordinates": {"latitude": "43.233001", "longitude": "76.956002"}}}
_LINES = [
    {"@order": "0", "type": "street", "text": _words("Самал-2")},
    {"@order": "1", "type": "houseNumber", "text": _words("111")},
]
_ADDRESS = {"address": {"city": _words("Алматы"), "countryCode": "KZ", "addressLine": _LINES}}
DATEX_SITE: dict[str, Any] = {
    "@id": "site-7",
    "name": _words("Достык Плаза"),
    "accessibility": "barrierFreeAccessible",
    "exclusiveUsers": "allUsers",
    "locationReference": _PLACE | {"facilityLocation": _ADDRESS},
    "operator": {"@xsi:type": "fac:OrganisationSpecification", "@id": "op-1", "name": _words("Оператор")},
    "energyInfrastructureStation": [
        {
            "@id": "station-1",
            "lastUpdated": "2026-01-10T11:13:51+01:00",
            "locationReference": _PLACE,
            "operator": {"organisationReference": {"@id": "op-1"}},
            "applicableForVehicles": {"euVehicleCategory": ["l", "m1"]},
            "refillPoint": [
                _point(
                    "p1", _connector("gbtDc", "120000"), _connector("iec62196T2COMBO", "120000", chargingMode="mode4DC")
                ),
                _point("p2", _connector("iec62196T2", "22", voltage="230", maximumCurrent="32")),
            ],
        },
        {
            "@id": "station-2",
            "refillPoint": [_point("p3", _connector("mcs", "1000000"), applicableForVehicles={"vehicleType": "lorry"})],
        },
    ],
}
DATEX_STATUS: dict[str, Any] = {
    "reference": {"@id": "site-7"},
    "energyInfrastructureStationStatus": [
        {
            "reference": {"@id": "station-1"},
            "refillPointStatus": [
                {"reference": {"@id": "p1"}, "lastUpdated": "2026-02-02T12:50:00+01:00", "status": "outOfOrder"},
                {"reference": {"@id": "KZEVKP2"}, "status": "charging"},
            ],
        }
    ],
}
IRVE_ROW: dict[str, str] = {
    "nom_operateur": "Opérateur",
    "id_station_itinerance": "FREVKP7",
    "nom_station": "Gare d'Évry",
    "adresse_station": "1 rue Abaï",
    "coordonneesXY": "[76.956002, 43.233001]",
    "nbre_pdc": "1",
    "id_pdc_itinerance": "FR*EVK*E7*1",
    "puissance_nominale": "120",
    "prise_type_ef": "TRUE",
    "prise_type_2": "true",
    "prise_type_combo_ccs": "1",
    "prise_type_chademo": "Vrai",
    "prise_type_autre": "false",
    "condition_acces": "Accès libre",
    "accessibilite_pmr": "Accessible mais non réservé PMR",
    "restriction_gabarit": "Hauteur maximale 2m",
    "station_deux_roues": "False",
    "date_mise_en_service": "2023-05-01",
    "date_maj": "2026-03-02",
}
IRVE_STATUS_ROW: dict[str, str] = {
    "id_pdc_itinerance": "FREVKE71",
    "etat_pdc": "hors_service",
    "occupation_pdc": "inconnu",
    "horodatage": "2026-03-02T10:00:00+01:00",
    "etat_prise_type_2": "fonctionnel",
}

_NAME = re.compile(r"(?:xsi:)?[A-Za-z_][A-Za-z0-9_.-]*")
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def datex(records: list[Any], name: str = "energyInfrastructureSite") -> bytes:
    """A publication of these sites, or statuses of sites, whatever they have become."""
    inner = "".join(
        f"<e:{name}>{_UNWRITABLE.sub('', escape(str(one)))}</e:{name}>"
        if not isinstance(one, dict)
        else _xml(name, one)
        for one in records
    )
    return f"{_HEAD}{inner}</d2:payload>".encode("utf-8", "replace")


def _xml(name: str, value: Any) -> str:
    """An element; keys that begin with @ are attributes, and ``#`` is the text."""
    if isinstance(value, list):
        return "".join(_xml(name, one) for one in value)
    parts = value if isinstance(value, dict) else {"#": value}
    pairs = {_name(key[1:]): _text(one) for key, one in parts.items() if key.startswith("@")}
    attributes = "".join(f" {key}={quoteattr(text)}" for key, text in pairs.items())
    inner = "".join(_xml(_name(key), one) for key, one in parts.items() if not key.startswith(("@", "#")))
    return f"<e:{name}{attributes}>{escape(_text(parts.get('#')))}{inner}</e:{name}>"


def _name(key: str) -> str:
    return key if _NAME.fullmatch(key) else "odd"


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        return ""
    try:
        return "" if value is None else _UNWRITABLE.sub("", str(value))
    except ValueError:  # more digits than Python writes
        return "9" * 4000


def table(records: list[dict[str, Any]], columns: list[str]) -> bytes:
    """Rows as French tables have them, with semicolons."""

    def cell(value: Any) -> str:
        return '"' + _text(value).replace('"', '""') + '"'

    lines = [";".join(columns), *(";".join(cell(one.get(name)) for name in columns) for one in records)]
    return "\n".join(lines).encode("utf-8", "replace")
