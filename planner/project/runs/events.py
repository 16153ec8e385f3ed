"""Progress of a run as lines of JSON in its folder: written by its process, followed by whoever shows it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from geodata.errors import one_line
from geodata.speech import Text
from planner.dossier.messages import messages_from, plain_messages
from planner.support.progress import Figures, figures_of
from planner.support.speech import SOURCE, speaking

FILE = "progress.jsonl"
SAID, WARNED = "said", "warned"
"""What a line is: a step of the work, or a warning."""


@dataclass(frozen=True)
class Event:
    """One line of progress.

    Parameters
    ----------
    at : str
        Time in UTC, ISO 8601.
    seconds : float
        Since the run began, by a clock that nobody sets.
    kind : str
        `SAID` or `WARNED`.
    text : str
        In English; a message that can be told in other languages where it was made as one.
    figures : Figures, optional
        What a search had found by then.
    after : int
        Where the next line begins in the file, in bytes: whoever asks for events after this one gets no line twice.
    """

    at: str
    seconds: float
    kind: str
    text: str
    figures: Figures | None = None
    after: int = 0


class EventLog:
    """The file of events of one run, added to by its process.

    Parameters
    ----------
    file : Path
        Lines of an earlier process that was cut stay.
    """

    def __init__(self, file: Path) -> None:
        self._file, self._lock = file, Lock()
        self._broken = file.exists()  # a killed process may have left half a line

    def write(self, event: Event) -> None:
        """Add a line; one that the disk has no room for is lost, and the run goes on: its results will tell."""
        line = json.dumps(_plain(event), ensure_ascii=False, allow_nan=False)
        with self._lock:
            text = f"\n{line}\n" if self._broken else f"{line}\n"
            try:
                with self._file.open("ab") as stream:
                    stream.write(text.encode("utf-8", errors="replace"))
                self._broken = False
            except OSError:
                self._broken = True


def events_in(file: Path, offset: int = 0) -> list[Event]:
    """Events of a file from an offset on, as far as their lines are whole; none where there is no file."""
    try:
        with file.open("rb") as stream:
            stream.seek(max(0, offset))
            found = stream.read()
    except OSError:
        return []
    events, at = list[Event](), max(0, offset)
    for line in found[: found.rfind(b"\n") + 1].splitlines(keepends=True):
        at += len(line)
        event = _event(line, at)
        if event is not None:
            events.append(event)
    return events


def event_now(kind: str, text: str, seconds: float) -> Event:
    """An event of this moment, with the figures that go with its text."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    return Event(at, round(seconds, 3), kind, text, figures_of(text))


def _plain(event: Event) -> dict[str, Any]:
    line: dict[str, Any] = {
        "at": event.at,
        "seconds": event.seconds,
        "kind": event.kind,
        **as_filed(event.text),
    }
    if event.figures is not None:
        of = as_filed(event.figures.of)
        line |= asdict(replace(event.figures, of=str(of["text"])))
        line |= {"of_message": of["message"]} if "message" in of else {}
    return line


def _event(line: bytes, after: int) -> Event | None:
    """Event of a line; None of one that is half, empty or not ours."""
    try:
        data = json.loads(line)
        text = told_from(data)
        figures = None
        if "unit" in data:
            of = told_from({"text": data["of"], **({"message": data["of_message"]} if "of_message" in data else {})})
            figures = Figures(data["value"], data["bound"], data["gap"], str(data["unit"]), of)
        return Event(str(data["at"]), float(data["seconds"]), str(data["kind"]), text, figures, after)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def told_from(data: Mapping[str, Any]) -> str:
    """Text of filed data, as a message where it was filed as one that tells this very text in English, as messages are filed."""
    text = str(data["text"])
    try:
        with speaking(SOURCE):  # whoever reads it
            return messages_from({text: data["message"]}).get(text, text) if "message" in data else text
    except (KeyError, TypeError, ValueError, AttributeError):
        return text


def as_filed(text: str) -> dict[str, object]:
    """A line as it is filed: its text in English, and how it was made; `told_from` reads it again."""
    if isinstance(text, Text):
        with speaking(SOURCE):
            text = Text(text.domain, text.message, text.values, text.context)
        return {"text": str(text), "message": plain_messages({str(text): text})[str(text)]}
    return {"text": one_line(text)}
