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

    def begin(self, visitor: Visitor) -> str:
        """Log somebody in; returns the cookie, a new one each time."""
        cookie = secrets.token_urlsafe(32)
        by_token = self._token if visitor == TOKEN_HOLDER else None
        with self._database.writing() as connection:
            connection.execute("DELETE FROM web_sessions WHERE seen_s < ?", (now_s() - self._lasts_s,))
            connection.execute(
                "INSERT INTO web_sessions VALUES (?, ?, ?, ?, ?)",
                (_hash(cookie), visitor.name, by_token, now_s(), now_s()),
            )
        return cookie

    def visitor(self, cookie: str) -> Visitor | None:
        """Whoever is logged in with a cookie; None where nobody is, any more or yet."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT s.name, s.by_token, s.seen_s, u.role FROM web_sessions s LEFT JOIN web_users u USING (name) WHERE cookie = ?",
                (_hash(cookie),),
            ).fetchone()
        if row is None or abs(age_s := now_s() - row["seen_s"]) > self._lasts_s:  # of the future: the clock was wrong
            return None
        if row["by_token"] is not None:
            found = TOKEN_HOLDER if row["by_token"] == self._token else None
        else:
            found = Visitor(row["name"], Role(row["role"])) if row["role"] else None
        if found and not 0 <= age_s <= _SEEN_EVERY_S:
            with suppress(OutputError), self._database.writing() as connection:  # a full disk keeps no reader out
                connection.execute("UPDATE web_sessions SET seen_s = ? WHERE cookie = ?", (now_s(), _hash(cookie)))
        return found

    def end(self, cookie: str) -> None:
        """Log out."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM web_sessions WHERE cookie = ?", (_hash(cookie),))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
