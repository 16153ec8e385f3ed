"""Bytes of the program and its facts, as a hash takes them in."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import geodata
from planner.support.resources import configs_dir

if TYPE_CHECKING:
    from hashlib import _Hash

SKIPPED = "__pycache__"


def hash_sources(digest: "_Hash") -> None:
    """Feed a hash every byte of the program and its facts.

    Raises
    ------
    OSError
        The sources cannot be read.
    """
    folders = {
        "planner": Path(__file__).resolve().parents[1],
        "geodata": Path(geodata.__file__).resolve().parent,
        "configs": configs_dir(),
    }
    for name, folder in folders.items():
        files = list(_files(folder))
        if not files:
            raise OSError(f"{folder}: no sources there")
        for file in files:
            with file.open("rb") as opened:
                digest.update(f"{name}/{file.relative_to(folder)}\0".encode())
                digest.update(hashlib.file_digest(opened, "sha256").digest())


def _files(folder: Path) -> Iterator[Path]:
    for place, inner, files in os.walk(folder):
        inner[:] = sorted(name for name in inner if name != SKIPPED)
        yield from (Path(place, name) for name in sorted(files))
