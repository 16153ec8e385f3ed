"""Who is logged in, by the cookie of the browser; only its hash is kept, so that a copy of the database opens nothing."""

import hashlib
import secrets
from contextlib import suppress

from geodata.errors import OutputError
from planner.project.database import Database
from planner.web.security.store import SCHEMA, now_s
from planner.web.security.visitors import TOKEN_HOLDER, Role, Visitor

_SEEN_EVERY_S = 60.0
"""So often it is written down that somebody is still there."""

_MOST_UNWRITTEN = 1_000
"""So many sessions are remembered that the disk had no room for, the last to begin."""
_OF_KEPT = "SELECT s.name, s.by_token, s.seen_s, u.role FROM web_sessions s LEFT JOIN web_users u USING (name) WHERE cookie = ?"
_OF_UNWRITTEN = (
    "SELECT s.*, u.role FROM (SELECT ? AS name, ? AS by_token, ? AS began_s, ? AS seen_s) s"
    " LEFT JOIN web_users u ON u.name = s.name AND u.added_s <= s.began_s"
)
"""Whoever is added again, by a new password, is no longer logged in."""


class Sessions:
    """The sessions of a project.

    Parameters
    ----------
    database : Database
    hours : float
        How long one lasts without a request.
    token : str, optional
        Of the server; whoever came by another one is no longer logged in.
    """

    def __init__(self, database: Database, hours: float, token: str | None) -> None:
        database.prepare(SCHEMA)
        self._database = database
        self._lasts_s = hours * 3600
        self._token = _hash(token) if token else None
        self._unwritten: dict[str, tuple[str, str | None, float, float]] = {}
        self._ended: set[str] = set()

    def begin(self, visitor: Visitor) -> str:
        """Log somebody in; returns the cookie, a new one each time. On a full disk the session ends with the server: whoever makes room must come in."""
        cookie, now = secrets.token_urlsafe(32), now_s()
        by_token = self._token if visitor == TOKEN_HOLDER else None
        self._forget_ended()
        try:
            with self._database.writing() as connection:
                connection.execute("DELETE FROM web_sessions WHERE seen_s < ?", (now - self._lasts_s,))
                row = (_hash(cookie), visitor.name, by_token, now, now)
                connection.execute("INSERT INTO web_sessions VALUES (?, ?, ?, ?, ?)", row)
        except OutputError:
            self._unwritten[_hash(cookie)] = (visitor.name, by_token, now, now)
            while len(self._unwritten) > _MOST_UNWRITTEN:
                self._unwritten.pop(next(iter(self._unwritten)), None)
        return cookie

    def visitor(self, cookie: str) -> Visitor | None:
        """Whoever is logged in with a cookie; None where nobody is, any more or yet."""
        hashed, now = _hash(cookie), now_s()
        unwritten = self._unwritten.get(hashed)
        with self._database.reading() as connection:
            row = connection.execute(*((_OF_UNWRITTEN, unwritten) if unwritten else (_OF_KEPT, (hashed,)))).fetchone()
        if row is None or hashed in self._ended or abs(age_s := now - row["seen_s"]) > self._lasts_s:
            return None  # of the future too: the clock was wrong
        if row["by_token"] is not None:
            found = TOKEN_HOLDER if row["by_token"] == self._token else None
        else:
            found = Visitor(row["name"], Role(row["role"])) if row["role"] else None
        if found and not 0 <= age_s <= _SEEN_EVERY_S:
            if unwritten:
                self._unwritten[hashed] = (*unwritten[:3], now)
            with suppress(OutputError), self._database.writing() as connection:  # a full disk keeps no reader out
                connection.execute("UPDATE web_sessions SET seen_s = ? WHERE cookie = ?", (now, hashed))
        return found

    def end(self, cookie: str) -> None:
        """Log out; on a full disk what is kept of the session goes as soon as there is room."""
        hashed = _hash(cookie)
        if self._unwritten.pop(hashed, None) is None and self.visitor(cookie) is not None:
            self._ended.add(hashed)
        self._forget_ended()

    def _forget_ended(self) -> None:
        """Delete what is kept of sessions that ended, where there is room to."""
        ended = tuple(self._ended)
        if ended:
            with suppress(OutputError):
                with self._database.writing() as connection:
                    connection.executemany("DELETE FROM web_sessions WHERE cookie = ?", [(one,) for one in ended])
                self._ended.difference_update(ended)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
