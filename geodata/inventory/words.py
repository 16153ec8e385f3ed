"""Vocabulary of access, status and connection of a station, English and Russian.

What is written but not understood is not taken for the usual case: `status_word` and `connection_word` say None, and so does
`access_word`. A phrase is looked up whole first, then by its stems, the stricter meaning first: ``не работает`` is no
``работает``, and ``закрытая, общедоступная`` is private.
"""

import re
from collections.abc import Mapping

_NOT_KNOWN = (
    *("unknown", "not known", "n/a", "na", "нет данных", "нет сведений", "нет информации", "неизвестно"),
    *("неизвестен", "неизвестна", "не известно", "не указано", "не указан", "не указана", "н/д", "?", "-", "—"),
)
_YES, _NO = ("yes", "да", "true", "on", "+", "1"), ("no", "нет", "false", "off", "0")
_NOT = r"\b(?:не|no|not|non|un|без)\s*"

_ACCESS_WHOLE = {
    **dict.fromkeys(_NOT_KNOWN, "unknown"),
    **dict.fromkeys(
        ("public", *_YES, "permissive", "open", "all", "all users", "everyone", "anyone", "24/7", "paid"), "public"
    ),
    **dict.fromkeys(
        ("общий", "общая", "общее", "все", "всем", "для всех", "любой", "платный", "платная", "бесплатно"), "public"
    ),
    **dict.fromkeys(("customers", "customer", "клиенты", "клиентам", "для клиентов"), "customers"),
    **dict.fromkeys(("private", *_NO), "private"),
}
_ACCESS_STEMS = {
    "private": rf"{_NOT}(?:public|публичн|общедоступн|общественн|доступ|для всех|open|откр)|private|частн|закры|closed|\bличн"
    r"|служебн|ведомств|\bstaff|employee|сотрудник|персонал|resident|жильц|жител|restrict|огранич|корпоратив|внутренн"
    r"|\bfleet|таксопарк|автопарк|собственн|недоступ|непублич|необщедост|только для свои",
    "customers": r"customer|client|клиент|\bгост|guest|visitor|посетител|покупател|patron",
    "public": r"\bpublic|публичн|общедоступн|общественн|\bоткрыт|\bдля всех",
}
_STATUS_WHOLE = {
    **dict.fromkeys(_NOT_KNOWN, "unknown"),
    **dict.fromkeys(
        ("operational", "available", "charging", "working", "works", "active", "online", "open"), "operational"
    ),
    **dict.fromkeys(("ok", "ок", "in use", "in service", "in operation", "functional", *_YES), "operational"),
    **dict.fromkeys(("работает", "в работе", "рабочая", "рабочий", "рабочее", "исправна", "исправен"), "operational"),
    **dict.fromkeys(("исправно", "исправная", "действует", "действующая", "действующий", "активна"), "operational"),
    **dict.fromkeys(
        ("доступна", "доступен", "свободна", "свободен", "занята", "открыта", "функционирует"), "operational"
    ),
    **dict.fromkeys(("в эксплуатации", "эксплуатируется", "введена", "введена в эксплуатацию"), "operational"),
    **dict.fromkeys(("out of order", "outoforder", "inoperative", *_NO), "out_of_order"),
    **dict.fromkeys(("out of order now", "сейчас не работает"), "out_of_order_now"),
    "planned": "planned",
    "removed": "removed",
    "unclear": "unclear",
}
_STATUS_STEMS = {
    "removed": r"демонтир|демонтаж|\bremov|dismantl|decommission|scrapped|\bснят[аоы]?\b|\bубран|ликвидир|\bудален|списан"
    r"|\bgone\b|снесен",
    "planned": r"\bplan|план|проект|\bproject|строит|стройк|строящ|construct|\bbuilding|\bsoon|скоро|propos|предложен"
    r"|будет|будущ|\bfuture|coming|\bмонтаж|\bмонтир|installing|to be install|\bввод\w* в|согласов|ожида|резерв под",
    "out_of_order": rf"ремонт|repair|сломан|неисправ|{_NOT}(?:работ|рабоч|working|действ|функцион|исправ|доступ|подключ"
    r"|operat|available|service|online|active|use)|нерабоч|недейств|неподключ|out ?of ?(?:order|service)|inoperat"
    r"|broken|fault|offline|закрыт|closed|недоступ|unavailable|отключ|выключ|maintenance|обслуживан|авари|авария|простаива"
    r"|suspend|приостан|законсерв|консервац|выведен|disconnected|damaged|defect|поврежд|dead",
    "operational": r"^(?:работает|действует|operational|available|working|open|в работе|в эксплуатации|введена в эксплуатацию)"
    r"(?: (?:24/7|24 часа|круглосуточно|ежедневно|постоянно|(?:с |в |since )?\d{4}(?: г(?:ода?)?\.?)?))?$",
}
_CONNECTION_WHOLE = {
    **dict.fromkeys(_NOT_KNOWN, "unknown"),
    **dict.fromkeys(("connected", *_YES, "on grid", "grid connected", "connected to grid", "energized"), "connected"),
    **dict.fromkeys(("connected to the grid", "подключена", "подключен", "подключено", "подключены"), "connected"),
    **dict.fromkeys(("подключена к сети", "подключен к сети", "подключено к сети", "есть", "в сети"), "connected"),
    **dict.fromkeys(("запитана", "запитан", "запитано", "под напряжением"), "connected"),
    **dict.fromkeys(("disconnected", *_NO), "disconnected"),
    "unclear": "unclear",
}
_CONNECTION_STEMS = {
    "disconnected": rf"disconnect|{_NOT}(?:connect|подключ|подсоедин|запит|напряж|сет|питан|grid|power|energi)|неподключ"
    r"|отключ|обесточ|выключ|unplugged|cut off|off.?grid|нет (?:подключ|сети|питан|напряж)|ожида|pending|waiting|\bplan"
    r"|планир|будет|de.?energi",
}


def access_word(text: str) -> tuple[str | None, bool]:
    """Word of `geodata.stations.ACCESSES` for a phrase, None where it is not understood, and whether it is one we list."""
    return _word(text, _ACCESS_WHOLE, _ACCESS_STEMS)


def status_word(text: str) -> tuple[str | None, bool]:
    """Word of `geodata.stations.STATUSES`, as `access_word`."""
    return _word(text, _STATUS_WHOLE, _STATUS_STEMS)


def connection_word(text: str) -> tuple[str | None, bool]:
    """Word of `geodata.stations.CONNECTIONS`, as `access_word`."""
    return _word(text, _CONNECTION_WHOLE, _CONNECTION_STEMS)


def _word(text: str, whole: Mapping[str, str], stems: Mapping[str, str]) -> tuple[str | None, bool]:
    phrase = " ".join(re.sub(r"[\s_\-–]+", " ", text[:200].casefold().replace("ё", "е")).strip(" .!;,").split())
    if (known := whole.get(phrase or text.strip())) is not None:
        return known, True
    return next((word for word, stem in stems.items() if re.search(stem, phrase)), None), False
