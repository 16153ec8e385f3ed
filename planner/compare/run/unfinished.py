"""Worlds that an earlier run of the same comparison had finished: kept beside the results until all is in place.

Each is its `plan.json`, as every plan is filed, beside a note of the question that it answers. Nothing but JSON is read back.
"""

import hashlib
import json
import logging
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from geodata.errors import GeodataError
from planner.dossier.dossier import PLAN_FILE, Dossier
from planner.filing import versions
from planner.question import Question
from planner.support.files import write_json, write_text
from planner.support.staging import staged_file, staged_folder

log = logging.getLogger(__name__)
FOLDER, NOTE = ".unfinished", "question.json"


@dataclass(frozen=True)
class Unfinished:
    """The folder of what is finished of a comparison.

    Parameters
    ----------
    out : Path
        Where the results go.
    """

    out: Path

    @property
    def folder(self) -> Path:
        """Where the worlds are kept."""
        return self.out / FOLDER

    def find(self, name: str, key: str) -> Dossier | None:
        """Return the plan of a world that answers this very question, if it is there and whole."""
        place = self.folder / name
        try:
            note = json.loads((place / NOTE).read_text(encoding="utf-8"))
            text = (place / PLAN_FILE).read_text(encoding="utf-8")
            if not isinstance(note, dict) or (note.get("key"), note.get("plan")) != (key, _sha256(text)):
                return None
            run = note.get("run")
            dossier = Dossier.from_json(text, where=str(place / PLAN_FILE))
            return replace(dossier, run=run) if isinstance(run, dict) else dossier
        except (OSError, ValueError, GeodataError):
            return None  # not there, or a run was killed while it wrote

    def keep(self, name: str, key: str, dossier: Dossier) -> None:
        """Put a finished world aside, at once.

        Raises
        ------
        InputError
            The folder cannot be written.
        """
        text = dossier.to_json()
        with staged_folder(self.folder / name) as stage:
            write_text(stage / PLAN_FILE, text)
            write_json(stage / NOTE, {"key": key, "plan": _sha256(text), "run": dict(dossier.run)})

    def read(self, name: str, key: str) -> dict[str, Any] | None:
        """Return a note that answers this very question, if it is there and whole."""
        try:
            note = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        told = note.get("told") if isinstance(note, dict) and note.get("key") == key else None
        return told if isinstance(told, dict) else None

    def write(self, name: str, key: str, told: Mapping[str, Any]) -> None:
        """Put a note aside.

        Raises
        ------
        InputError
            The folder cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with staged_file(self.folder / f"{name}.json") as stage:
            write_json(stage, {"key": key, "told": dict(told)})

    def clear(self) -> None:
        """Forget what was kept: all is in place."""
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True)
class Notes:
    """Plans over several worlds that an earlier run had found.

    Parameters
    ----------
    shelf : Unfinished
    key : str
        Of the question that they answer.
    """

    shelf: Unfinished
    key: str

    def read(self, name: str) -> dict[str, Any] | None:
        """Return what was found, and say so."""
        told = self.shelf.read(name, self.key)
        if told is not None:
            log.warning("taken from an earlier run that did not end: the %s plan", name)
        return told

    def keep(self, name: str, told: Mapping[str, Any]) -> None:
        """Put it aside."""
        self.shelf.write(name, self.key, told)


def key_of(question: Question, inputs: Mapping[str, str]) -> str:
    """Fingerprint of all that decides a plan: the scenario, its files, the catalogue, the versions, and the arrays made of them."""
    scenario = question.scenario.model_dump(mode="json", exclude={"compare"})
    said = {
        "scenario": scenario,
        "inputs": dict(inputs),
        "versions": versions(),
        "chargers": [repr(kind) for kind in question.chargers],
        "arrays": _arrays(question),
    }
    return _sha256(json.dumps(said, sort_keys=True))


def key_of_all(keys: Mapping[str, str], figures: Mapping[str, Any]) -> str:
    """Fingerprint of a question that several worlds are asked at once."""
    return _sha256(json.dumps({"worlds": dict(keys), **figures}, sort_keys=True))


def _arrays(question: Question) -> str:
    """Fingerprint of demand, drives, places and queues."""
    digest, places = hashlib.sha256(), question.places
    parts: list[Any] = [
        question.demand.kwh_per_day,
        question.access.zone,
        question.access.site,
        question.access.drive_s,
    ]
    parts += [places.xy_m, places.bays, places.grid_kw, places.site_cost_usd, places.gates.reserve_usd, places.cable_m]
    parts += [question.pools.guns, question.pools.standing, question.pools.available]
    parts += [year.demand.kwh_per_day for year in question.earlier]
    for part in parts:
        digest.update(np.ascontiguousarray(part).tobytes())
    digest.update(repr([places.site_id.tolist(), question.pools.pools]).encode())
    return digest.hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()
