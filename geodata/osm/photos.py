"""Pictures of a place that OpenStreetMap names: a link for people to follow, nothing that is fetched."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

from geodata.osm.tags import Tags

LONGEST = 500
"""Letters of an address; a longer one is no address that a person follows."""

_COMMONS = "https://commons.wikimedia.org/wiki/"
_MAPILLARY = "https://www.mapillary.com/app/?pKey="
_FILE = re.compile(r"(?i:file|category):.*\S.*")
_KEY = re.compile(r"[A-Za-z0-9_-]{8,40}")
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
_SAFE = "/:@!$()*+,;=~%-._"


def photo_of(tags: Tags) -> str | None:
    """Address of a picture: that of Wikimedia Commons, else the one given, else that of Mapillary; None where there is none over https.

    Examples
    --------
    >>> photo_of({"wikimedia_commons": "File:Көк базар.jpg"})
    'https://commons.wikimedia.org/wiki/File:%D0%9A%D3%A9%D0%BA_%D0%B1%D0%B0%D0%B7%D0%B0%D1%80.jpg'
    >>> photo_of({"image": "javascript:alert(1)", "mapillary": "1234567890"})
    'https://www.mapillary.com/app/?pKey=1234567890'
    """
    for key in ("wikimedia_commons", "image", "mapillary"):
        for value in str(tags.get(key, ""))[: 4 * LONGEST].split(";"):
            if found := _address(key, value.strip()):
                return found
    return None


def _address(key: str, value: str) -> str | None:
    if key != "mapillary" and _FILE.fullmatch(value):
        return https_link(_COMMONS + quote(value.replace(" ", "_"), safe="/:"))
    if key == "mapillary" and _KEY.fullmatch(value):
        return _MAPILLARY + value
    return https_link(value)


def https_link(text: str) -> str | None:
    """Return an address over https as it may be linked to, what is no plain letter of it as its code; None for anything else.

    Refused are other schemes, hosts that are no plain name, names and passwords, ports, and what is longer than `LONGEST`.
    """
    try:
        parts = urlsplit(text)
        plain = parts.scheme == "https" and _HOST.fullmatch(parts.netloc) and text.isprintable()
    except ValueError:
        return None
    if not plain or len(text) > LONGEST:
        return None
    path, query = quote(parts.path, safe=_SAFE), quote(parts.query, safe=_SAFE + "?&")
    return urlunsplit(("https", parts.netloc.lower(), path, query, ""))
