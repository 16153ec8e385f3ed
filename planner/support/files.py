"""Writing text for other programs."""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with plain line ends; half of a broken character in the data becomes a question mark."""
    path.write_bytes(text.encode("utf-8", errors="replace"))


def write_json(path: Path, data: Any) -> None:
    """Write readable, strict JSON: a number that is none would be a bug and raises."""
    write_text(path, json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2) + "\n")


def read_head(path: Path, count: int = 400) -> str:
    """First characters of a file; nothing of one that cannot be read."""
    try:
        with path.open(encoding="utf-8", errors="replace") as text:
            return text.read(count)
    except OSError:
        return ""


def raise_if_full(file: Path) -> None:
    """Raise the OSError of the system where no more can be written beside `file`, of which libraries tell in words of their own."""
    probe = file.with_name(f"{file.name}.probe")
    try:
        with probe.open("wb") as out:
            out.write(bytes(max(1 << 20, file.stat().st_size if file.exists() else 0)))
            out.flush()
            os.fsync(out.fileno())
    finally:
        probe.unlink(missing_ok=True)


@contextlib.contextmanager
def utf8_named(file: Path) -> Iterator[Path]:
    """Give a path to write to for libraries that know names in UTF-8 alone; what is written there becomes `file`.

    Names of other encodings come in as halves of surrogate pairs, and are written like any other by Python itself.
    """
    if _is_utf8(file):
        yield file
        return
    with tempfile.TemporaryDirectory() as room:
        yield Path(room) / f"results{file.suffix}"
        shutil.copyfile(Path(room) / f"results{file.suffix}", file)


def _is_utf8(file: Path) -> bool:
    try:
        str(file).encode()
    except UnicodeEncodeError:
        return False
    return True
