"""How the planner's page is served: where it listens, who may come, and how much it takes at a time."""

from dataclasses import dataclass, field
from ipaddress import ip_address

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
MIB = 1024 * 1024


@dataclass(frozen=True)
class Rates:
    """Requests that one client may make: so many at once, then so many a second.

    Attributes
    ----------
    burst, per_s : float
        Of any request.
    changes_burst, changes_per_s : float
        Of requests that change something.
    logins_burst, logins_per_s : float
        Of attempts to log in, by address and by name.
    """

    burst: float = 300
    per_s: float = 60
    changes_burst: float = 80
    changes_per_s: float = 10
    logins_burst: float = 6
    logins_per_s: float = 0.1


@dataclass(frozen=True)
class Limits:
    """What the page takes at most, so that no request fills memory or disk.

    Attributes
    ----------
    body_bytes : int
        A request that is no upload.
    upload_bytes : int
        One file, counted as it comes and not as it is announced.
    files : int
        Files of a project.
    project_bytes : int
        All files of a project together, with what was replaced or removed and stays for undo.
    connections : int
        Connections at a time; fewer where the system lets this process open few files.
    head_s : float
        Time for the head of a request.
    body_s, body_bytes_per_s : float
        A body may keep the server waiting so long, and for each further second brings so many bytes.
    """

    body_bytes: int = 2 * MIB
    upload_bytes: int = 2048 * MIB
    files: int = 500
    project_bytes: int = 20 * 1024 * MIB
    connections: int = 500
    head_s: float = 10
    body_s: float = 20
    body_bytes_per_s: float = 2000


@dataclass(frozen=True)
class Settings:
    """What `evplan serve` was told.

    Attributes
    ----------
    host, port : str, int
        Where it listens.
    token : str, optional
        Whoever shows it may plan.
    names : tuple of str
        Further names by which browsers reach the page, behind a reverse proxy say.
    root_path : str
        Path under which a reverse proxy shows the page, ``"/evplan"``; empty for none.
    proxies : tuple of str
        Addresses of reverse proxies whose forwarded headers are believed.
    session_hours : float
        How long a log-in lasts without a request.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    token: str | None = field(default=None, repr=False)
    names: tuple[str, ...] = ()
    root_path: str = ""
    proxies: tuple[str, ...] = ()
    session_hours: float = 12
    limits: Limits = field(default_factory=Limits)
    rates: Rates = field(default_factory=Rates)

    @property
    def loopback(self) -> bool:
        """Whether only this machine reaches the page."""
        return is_loopback(self.host)

    @property
    def others_come(self) -> bool:
        """Whether others reach the page: it listens where they are, or a reverse proxy leads them here."""
        return not self.loopback or bool(self.names or self.proxies)


def is_loopback(host: str) -> bool:
    """Whether an address or name is of this machine alone."""
    return host == "localhost" or (is_address(host) and ip_address(host).is_loopback)


def is_address(host: str) -> bool:
    """Whether a host is written as an address (IPv4, IPv6) and not as a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
