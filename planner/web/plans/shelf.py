"""Finished plans in memory, the last ones that were looked at; what was made of them is kept with them, by language."""

import gzip
import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from planner.dossier.dossier import PLAN_FILE, Dossier
from planner.output.shared.reader import written_for
from planner.support.frames import plain
from planner.support.speech import language

Thing = TypeVar("Thing")

MOST = 3
"""Plans in memory; a city of two million takes some 150 MB."""
MOST_PAIRS = 12
"""Differences of two plans in memory, packed, some 10 kB each."""
Mark = tuple[int, int]


@dataclass(frozen=True)
class Told:
    """JSON as it is sent.

    Parameters
    ----------
    packed : bytes
        UTF-8, gzip.
    etag : str
        Changes with the content, quotes included.
    """

    packed: bytes
    etag: str

    @property
    def text(self) -> bytes:
        """Not packed."""
        return gzip.decompress(self.packed)


@dataclass
class Kept:
    """A plan with what was told of it; whoever makes something of it holds the lock."""

    mark: Mark
    dossier: Dossier
    made: dict[tuple[str, str], Any] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(eq=False)
class _Loading:
    """Held while a plan is loaded; gone when nobody does so or waits."""

    lock: threading.Lock = field(default_factory=threading.Lock)


class Shelf:
    """Plans by their folder; one whose file changed is read again."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Path, Kept] = OrderedDict()
        self._pairs: OrderedDict[tuple[Path, Path, Mark, Mark, str], Told] = OrderedDict()
        self._lock = threading.Lock()
        self._loading: WeakValueDictionary[Path, _Loading] = WeakValueDictionary()

    def dossier(self, folder: Path) -> Dossier:
        """The plan of a folder.

        Raises
        ------
        MissingPlanError, PlanFileError
            As `Dossier.load`.
        """
        return self._of(folder).dossier

    def told(self, folder: Path, what: str, tell: Callable[[Dossier], Any]) -> Told:
        """JSON that is made of a plan, as `made`."""
        return self.made(folder, what, lambda dossier: packed(tell(dossier)))

    def made(self, folder: Path, what: str, make: Callable[[Dossier], Thing]) -> Thing:
        """Something that is made of a plan, once a language; `what` names it, as two that differ must have two names."""
        kept = self._of(folder)
        with kept.lock:
            key = (what, language())
            if key not in kept.made:
                with written_for(kept.dossier, language()):
                    kept.made[key] = make(kept.dossier)
            made: Thing = kept.made[key]
            return made

    def of_two(self, left: Path, right: Path, tell: Callable[[Dossier, Dossier], Any]) -> Told:
        """JSON that is made of two plans, once a language."""
        key = (left, right, _mark(left), _mark(right), language())
        with self._lock:
            found = self._pairs.get(key)
            if found is not None:
                self._pairs.move_to_end(key)
        if found is None:
            one, two = self.dossier(left), self.dossier(right)
            with written_for(one, language()):
                found = packed(tell(one, two))
            with self._lock:
                self._pairs[key] = found
                while len(self._pairs) > MOST_PAIRS:
                    self._pairs.popitem(last=False)
        return found

    def _of(self, folder: Path) -> Kept:
        with self._lock:
            loading = self._loading.setdefault(folder, _Loading())
        with loading.lock:  # nobody waits for the plan of somebody else
            mark = _mark(folder)
            with self._lock:
                kept = self._kept.get(folder)
            if kept is None or kept.mark != mark:
                kept = Kept(mark, Dossier.load(folder))
            with self._lock:
                self._kept[folder] = kept
                self._kept.move_to_end(folder)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            return kept


def packed(content: Any) -> Told:
    """Pack JSON with a mark of its content."""
    text = json.dumps(plain(content), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return Told(gzip.compress(text, 6, mtime=0), f'"{hashlib.sha256(text).hexdigest()[:24]}"')


def _mark(folder: Path) -> Mark:
    """What changes where the plan of a folder does; nothing where there is none, which loading tells."""
    try:
        found = (folder / PLAN_FILE).stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
