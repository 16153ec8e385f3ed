"""Bytes taken into a project: counted while they come, looked at, and given a folder of their own; nothing stays where that fails."""

import hashlib
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any, Protocol

from geodata.vector.shapefile import PARTS
from planner.dossier.messages import message_from, messages_in, plain_messages
from planner.errors import ProjectError
from planner.project.folder import safe_name, told_of_disk
from planner.project.history import State
from planner.project.recognising.kinds import FileKind, called
from planner.project.recognising.seen import Recognised
from planner.support.apart import LOOKING, apart
from planner.support.speech import SOURCE, _, speaking

PIECE = 1 << 20
MOST_BYTES = 4_000_000_000
"""Of one file, where nobody says: the extract of a large country."""
COMING = ".coming-"


class Stream(Protocol):
    """What bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Give at most so many bytes; none at the end."""
        ...


Incoming = tuple[str, Stream]
"""A name as it was handed over, and its bytes."""


def taken(home: Path, parts: Sequence[Incoming], most_bytes: int) -> dict[str, Any]:
    """Take bytes in, look at them and give them a folder of their own; nothing stays where that fails."""
    from planner.project.recognition import recognised  # noqa: PLC0415  all readers of tables and layers, a second

    room = home / f"{COMING}{uuid.uuid4().hex}"
    with told_of_disk(parts[0][0]):
        room.mkdir()
    try:
        names = _written(parts, room, most_bytes)
        main = _main(names)
        with speaking(SOURCE):
            seems = apart(recognised, room / main, what=main, limits=LOOKING)
        size = sum((room / name).stat().st_size for name in names)
        with (room / main).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        number = _settled(home, room)
    except BaseException:
        shutil.rmtree(room, ignore_errors=True)
        raise
    return {
        "name": main,
        "folder": number,
        "bytes": size,
        "sha256": digest,
        "recognised": plain_seen(seems),
        "kind": None,
        "columns": {},
        "layer": None,
    }


def _written(parts: Sequence[Incoming], room: Path, most_bytes: int) -> list[str]:
    left = most_bytes
    names: list[str] = []
    for given, stream in parts:
        name = safe_name(given)
        if name.casefold() in {one.casefold() for one in names}:
            raise ProjectError(name, _("two files of one name"), _("give each file once"))
        with told_of_disk(name), (room / name).open("xb") as file:
            while piece := stream.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise ProjectError(
                        name,
                        _("larger than {most:number} MB", most=most_bytes / 1e6),
                        _("no larger file is taken; cut out the city, or raise the limit"),
                    )
                file.write(piece)
        names.append(name)
    return names


def _settled(home: Path, room: Path) -> int:
    """Give a folder of bytes the next number; the bytes are never changed after it."""
    while True:
        number = (
            max((int(one.name) for one in home.iterdir() if one.name.isascii() and one.name.isdigit()), default=0) + 1
        )
        try:
            (home / str(number)).mkdir()  # whoever makes it has it
        except FileExistsError:
            continue
        for part in room.iterdir():
            part.replace(home / str(number) / part.name)
        room.rmdir()
        return number


def grouped(names: Sequence[str]) -> list[list[int]]:
    """Which of several files that were dropped at once are one: the parts of a shapefile. Places in `names`, the file itself first.

    Examples
    --------
    >>> grouped(["a.dbf", "b.csv", "a.shp", "a.shx"])
    [[2, 0, 3], [1]]
    """
    parts = [(PurePath(name).stem.casefold(), PurePath(name).suffix.lower()) for name in names]
    whole = {stem: k for k, (stem, ending) in enumerate(parts) if ending == PARTS[0]}
    groups: dict[int, list[int]] = {}
    for k, (stem, ending) in enumerate(parts):
        first = whole[stem] if ending in PARTS and stem in whole else k
        groups.setdefault(first, [first])
        if k != first:
            groups[first].append(k)
    return list(groups.values())


def _main(names: Sequence[str]) -> str:
    """The file among its parts: that with the shapes, else the first."""
    return next((one for one in names if one.lower().endswith(".shp")), names[0])


def plain_seen(seems: Recognised) -> dict[str, Any]:
    """What a file seems to be, as JSON has it; its reason can be told in any language later."""
    return {
        "kind": seems.kind.value,
        "why": str(seems.why),
        "messages": plain_messages(messages_in(seems.why)),
        "sure": seems.sure,
        "alternatives": [one.value for one in seems.alternatives],
        "format": seems.format,
    }


def seen_from(told: State) -> Recognised:
    """Undo `plain_seen`; its reason is a message again, in whichever language the file was taken in."""
    why = next(map(message_from, told["messages"].values()), told["why"])
    others = tuple(FileKind(one) for one in told["alternatives"])
    return Recognised(FileKind(told["kind"]), why, told["sure"], others, told["format"])


def agreed(before: FileKind, name: str, seems: Recognised) -> FileKind:
    """Kind of a file that takes the place of one of a kind: the same.

    Raises
    ------
    ProjectError
        It is surely another.
    """
    if seems.kind != before and seems.sure and before not in seems.alternatives:
        raise ProjectError(
            name,
            _(
                "it seems to be of another kind ({now}) than the file it is to replace ({then})",
                now=called(seems.kind),
                then=called(before),
            ),
            _("add it as a file of its own"),
        )
    return before
