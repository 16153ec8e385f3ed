"""What phrases say of access, status and connection of a station: listed words in every language of the region, and stems in English and Russian.

What is written but not understood is not taken for the usual case: `status_word` and `connection_word` say None, and so does
`access_word`. A phrase is looked up whole first, then by its stems, the stricter meaning first: ``не работает`` is no
``работает``, and ``закрытая, общедоступная`` is private.
"""

import re
from collections.abc import Mapping

from geodata.stations import ACCESSES, CONNECTIONS, STATUSES
from geodata.words.vocabulary import meant

_NOT = r"\b(?:не|no|not|non|un|без)\s*"

_OWN = {"access": ACCESSES, "status": STATUSES, "connection": CONNECTIONS}
_YES_OR_NO = {
    "access": ("public", "private"),
    "status": ("operational", "out_of_order"),
    "connection": ("connected", "disconnected"),
}
_OF_SITES = {"permissive": "public", "permit": "private"}
"""Words for who may park at a site, as a driver who wants to charge meets them."""

_ACCESS_STEMS = {
    "private": rf"{_NOT}(?:public|публичн|общедоступн|общественн|доступ|для всех|open|откр)|private|частн|закры|closed|\bличн"
    r"|служебн|ведомств|\bstaff|employee|сотрудник|персонал|resident|жильц|жител|restrict|огранич|корпоратив|внутренн"
    r"|\bfleet|таксопарк|автопарк|собственн|недоступ|непублич|необщедост|только для свои",
    "customers": r"customer|client|клиент|\bгост|guest|visitor|посетител|покупател|patron",
    "public": r"\bpublic|публичн|общедоступн|общественн|\bоткрыт|\bдля всех",
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
_CONNECTION_STEMS = {
    "disconnected": rf"disconnect|{_NOT}(?:connect|подключ|подсоедин|запит|напряж|сет|питан|grid|power|energi)|неподключ"
    r"|отключ|обесточ|выключ|unplugged|cut off|off.?grid|нет (?:подключ|сети|питан|напряж)|ожида|pending|waiting|\bplan"
    r"|планир|будет|de.?energi",
}


def access_word(text: str) -> tuple[str | None, bool]:
    """Word of `geodata.stations.ACCESSES` for a phrase, None where it is not understood, and whether it is one we list."""
    return _word(text, "access", _ACCESS_STEMS)


def status_word(text: str) -> tuple[str | None, bool]:
    """Word of `geodata.stations.STATUSES`, as `access_word`."""
    return _word(text, "status", _STATUS_STEMS)


def connection_word(text: str) -> tuple[str | None, bool]:
    """Word of `geodata.stations.CONNECTIONS`, as `access_word`."""
    return _word(text, "connection", _CONNECTION_STEMS)


def _word(text: str, column: str, stems: Mapping[str, str]) -> tuple[str | None, bool]:
    phrase = " ".join(re.sub(r"[\s_\-–]+", " ", text[:200].casefold().replace("ё", "е")).strip(" .!;,").split())
    listed = _listed(phrase or text.strip(), column)
    if listed is not None:
        return listed, True
    return next((word for word, stem in stems.items() if re.search(stem, phrase)), None), False


def _listed(phrase: str, column: str) -> str | None:
    own = phrase.replace(" ", "_")
    if own in _OWN[column]:
        return own
    told = meant(column, phrase)
    if told is not None:
        return _OF_SITES.get(told, told)
    answer = meant("yes_no", phrase)
    if answer is not None:
        return _YES_OR_NO[column][answer == "no"]
    return meant("unknown", phrase)
