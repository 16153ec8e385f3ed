"""URLs of services: joining, host and origin, and the part that may be shown without secrets."""

from urllib.parse import urljoin, urlsplit

NOWHERE = "nowhere://"
"""What stands for an address that is none."""


def joined(base: str, link: str) -> str:
    """Address of a link, `NOWHERE` where it is none."""
    try:
        url = urljoin(base, link)
        return url if urlsplit(url).port != 0 else NOWHERE
    except ValueError:
        return NOWHERE


def public_url(url: str) -> str:
    """Address without user, password, query and fragment: what files and messages may show."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{host_of(url)}{parts.path}"


def host_of(url: str) -> str:
    """Host and port of an address."""
    return urlsplit(url).netloc.rpartition("@")[2]


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: what may see the same secret."""
    parts = urlsplit(url)
    return (parts.scheme, (parts.hostname or "").lower(), parts.port or {"http": 80, "https": 443}.get(parts.scheme))
