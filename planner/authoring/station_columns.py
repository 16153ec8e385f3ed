"""What each column of the user's stations table means, its words, and what an empty cell says, in English and Russian.

The columns themselves are those of the reader, `geodata.sources.station_table.COLUMNS`; a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.connectors import Connector
from geodata.stations import ACCESSES, CONNECTIONS, STATUSES

FORMATS = ("SOCKET", "CABLE")


@dataclass(frozen=True)
class Meaning:
    """One column for people: `meaning` of what is written, and what an `empty` cell says."""

    meaning: str
    empty: str
    meaning_ru: str
    empty_ru: str


_DROPPED = "the row is left out and named"
_DROPPED_RU = "строка не учитывается и называется в отчёте"
_NOTHING, _NOTHING_RU = "not known", "неизвестно"

MEANINGS: Mapping[str, Meaning] = {
    "lon": Meaning(
        "longitude in degrees (WGS 84), east: 76.945; point or comma",
        _DROPPED,
        "долгота в градусах (WGS 84): 76,945; точка или запятая",
        _DROPPED_RU,
    ),
    "lat": Meaning(
        "latitude in degrees (WGS 84), north: 43.238; point or comma",
        _DROPPED,
        "широта в градусах (WGS 84): 43,238; точка или запятая",
        _DROPPED_RU,
    ),
    "connector": Meaning(
        "plug standard, one row for each kind of plug of a station; a name of the sheet 'lists', an OCPI name, or several "
        "separated by semicolons; an unknown name is kept and reported",
        "the station is kept without plugs and is no supply",
        "тип разъёма, одна строка на каждый тип разъёма станции; название с листа 'lists', имя из OCPI или несколько через "
        "точку с запятой; неизвестное название сохраняется и называется в отчёте",
        "станция остаётся без разъёмов и не считается предложением",
    ),
    "count": Meaning(
        "number of such plugs, 0 to 500; 0 means there is none",
        "1",
        "число таких разъёмов, от 0 до 500; 0 означает, что их нет",
        "1",
    ),
    "power_kw": Meaning(
        "power of one plug in kW, not of the whole station",
        "the usual power of the standard, marked as guessed",
        "мощность одного разъёма в кВт, а не всей станции",
        "обычная мощность этого типа с пометкой, что она предположена",
    ),
    "name": Meaning("name of the station", _NOTHING, "название станции", _NOTHING_RU),
    "operator": Meaning(
        "company that runs it; helps to recognise the same station in other sources",
        _NOTHING,
        "оператор; помогает узнать ту же станцию в других источниках",
        _NOTHING_RU,
    ),
    "access": Meaning(
        "who may charge: public (everyone), customers, private, unknown; private and unknown are no supply",
        "public",
        "кто может заряжаться: public (все), customers (клиенты), private (частная), unknown (неизвестно); private и unknown "
        "не считаются предложением",
        "public",
    ),
    "status": Meaning(
        "state of the plugs: operational, planned, out_of_order, out_of_order_now (a fault of these days, which counts), removed, "
        "unknown; planned, out_of_order and removed are no supply",
        "operational",
        "состояние разъёмов: operational (работает), planned (планируется), out_of_order (не работает), out_of_order_now (сейчас "
        "неисправна, считается предложением), removed (убрана), unknown (неизвестно); planned, out_of_order и removed не считаются предложением",
        "operational",
    ),
    "connection": Meaning(
        "whether the grid feeds it: connected, disconnected, unknown; a disconnected station is no supply",
        "unknown, counted as supply",
        "подключена ли к сети: connected (подключена), disconnected (не подключена), unknown (неизвестно); неподключённая "
        "станция не считается предложением",
        "unknown, считается предложением",
    ),
    "station_id": Meaning(
        "your own id; rows of one id are one station",
        "rows of the same name, operator and place are one station",
        "ваш номер станции; строки с одним номером составляют одну станцию",
        "строки с одинаковыми названием, оператором и местом составляют одну станцию",
    ),
    "format": Meaning(
        "SOCKET (the driver brings the cable) or CABLE (the cable hangs on the station)",
        _NOTHING,
        "SOCKET (розетка, кабель у водителя) или CABLE (кабель на станции)",
        _NOTHING_RU,
    ),
    "address": Meaning("street and number", _NOTHING, "улица и дом", _NOTHING_RU),
    "city": Meaning("town in the address", _NOTHING, "город в адресе", _NOTHING_RU),
    "country": Meaning("KZ or KAZ (ISO 3166-1)", _NOTHING, "KZ или KAZ (ISO 3166-1)", _NOTHING_RU),
    "updated": Meaning(
        "day when somebody last made sure of it: 2026-03-31; old ones are named in the report",
        "no date; its age is not judged",
        "день последней проверки: 2026-03-31; давние называются в отчёте",
        "без даты; давность не оценивается",
    ),
}

WORDS: Mapping[str, tuple[str, ...]] = {
    "connector": tuple(member.label for member in Connector),
    "access": ACCESSES,
    "status": STATUSES,
    "connection": CONNECTIONS,
    "format": FORMATS,
}
"""Words to choose from, by column; the reader takes others too."""
