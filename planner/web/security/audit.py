"""The audit log: who changed what and when, in words that are told in the language of whoever reads it."""

import csv
import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from anyio import to_thread
from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geodata.errors import OutputError, one_line
from planner.output.shared.csv_file import cell_text
from planner.project.database import Database
from planner.project.runs.events import as_filed, told_from
from planner.support.speech import _, told
from planner.web.security.store import now_s
from planner.web.security.visitors import Visitor

MOST_LETTERS = 300
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    Attributes
    ----------
    at_s : float
        Seconds since 1970.
    who, role : str
        Empty for somebody who was not logged in.
    what : str
        A message.
    status : int
        Of the answer.
    address : str
        From where it came.
    """

    at_s: float
    who: str
    role: str
    what: str
    status: int
    address: str

    @property
    def at(self) -> str:
        """The moment, in UTC."""
        return datetime.fromtimestamp(self.at_s, UTC).isoformat(timespec="seconds")

    @property
    def here(self) -> datetime:
        """The moment by the clock of the machine on which the server runs."""
        return datetime.fromtimestamp(self.at_s).astimezone()

    @property
    def done(self) -> bool:
        """Whether it was done; else it was refused, or failed."""
        return self.status < 400


class AuditLog:
    """The log of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, visitor: Visitor | None, what: str, status: int, address: str) -> None:
        """Write a line."""
        who, role = (visitor.name, visitor.role.value) if visitor else ("", "")
        filed = as_filed(what)
        message = json.dumps(filed, ensure_ascii=False) if "message" in filed else ""
        row = (now_s(), who, role, one_line(str(filed["text"]), MOST_LETTERS), status, address, message)
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO web_audit (at_s, who, role, what, status, address, message) VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )

    def entries(self, most: int = 500) -> tuple[Entry, ...]:
        """The last lines, the latest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM web_audit ORDER BY id DESC LIMIT ?", (most,)).fetchall()
        return tuple(
            Entry(row["at_s"], row["who"], row["role"], _what(row), row["status"], row["address"]) for row in rows
        )

    def people(self) -> tuple[str, ...]:
        """Everybody who stands in it, by name."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT DISTINCT who FROM web_audit WHERE who <> '' ORDER BY who").fetchall()
        return tuple(row["who"] for row in rows)

    def csv(self) -> Iterator[str]:
        """The whole log as a table, the earliest first, for Excel and scripts."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(("at_utc", "who", "role", "what", "status", "address"))
        for one in reversed(self.entries(1_000_000)):
            writer.writerow((one.at, cell_text(one.who), one.role, cell_text(told(one.what)), one.status, one.address))
            yield out.getvalue()
            out.seek(0)
            out.truncate()
        yield out.getvalue()


def _what(row: Any) -> str:
    """What a line says: a message, or the text that stands there where nothing more does."""
    try:
        return told_from(json.loads(row["message"])) if row["message"] else str(row["what"])
    except (ValueError, KeyError, TypeError):
        return str(row["what"])


def did(request: Request, what: str) -> None:
    """Say what a request does, as a message, for the log."""
    request.state.did = what


class Audited:
    """Middleware: a change is in the log before its answer is out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and write."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def written(message: Message) -> None:
            if message["type"] == "http.response.start" and (state.get("logged") or "did" in state):
                asked = f"{scope['method']} {scope['path']}"
                what = state.get("did") or _("asked for a change by {address}", address=one_line(asked, MOST_LETTERS))
                log: AuditLog = scope["app"].state.serving.access.log
                address = (scope.get("client") or ("",))[0]
                try:
                    await to_thread.run_sync(log.add, state.get("visitor"), what, message["status"], address)
                except OutputError as error:  # on a full disk, at every log-in
                    logger.error("the audit log could not be written: %s", error)  # noqa: TRY400  (no fault of ours)
                except Exception:
                    logger.exception("the audit log could not be written")
            await send(message)

        await self._app(scope, receive, written)
