"""What a file seems to be."""

from dataclasses import dataclass

from planner.project.recognising.kinds import FileKind


@dataclass(frozen=True)
class Recognised:
    """What a file seems to be.

    Parameters
    ----------
    kind : FileKind
    why : str
        In words, by what it was known.
    sure : bool
        False where it could well be something else, and she should be asked.
    alternatives : tuple of FileKind
        What else it could be, the likeliest first.
    format : str
        As what it is read (``csv``, ``ocpi``, …), where a kind has several formats; else empty.
    """

    kind: FileKind
    why: str
    sure: bool = True
    alternatives: tuple[FileKind, ...] = ()
    format: str = ""

    def is_surely_no(self, kind: FileKind) -> bool:
        """Whether a file of another kind is seen for sure."""
        return self.sure and kind not in (self.kind, *self.alternatives)
