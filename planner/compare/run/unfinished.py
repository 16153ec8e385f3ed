"""Checkpoint of a comparison: finished worlds, kept beside the results until all results are written.

Each is its `plan.json` beside a note with a hash of the question that it answers. Nothing but JSON is read back.
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
from planner.compare.rows import shared_label
from planner.dossier.dossier import PLAN_FILE, Dossier
from planner.filing import versions
from planner.question import Question
from planner.support.files import write_json, write_text
from planner.support.speech import _
from planner.support.staging import put_json, staged_folder

log = logging.getLogger(__name__)
FOLDER, NOTE = ".unfinished", "question.json"


@dataclass(frozen=True)
class Unfinished:
    """Checkpoint folder of a comparison.

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
        """Save a finished world.

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
        result = note.get("told") if isinstance(note, dict) and note.get("key") == key else None
        return result if isinstance(result, dict) else None

    def write(self, name: str, key: str, result: Mapping[str, Any]) -> None:
        """Save a note.

        Raises
        ------
        InputError
            The folder cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        put_json(self.folder / f"{name}.json", {"key": key, "told": dict(result)})

    def clear(self) -> None:
        """Delete the checkpoint: all results are written."""
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True)
class Notes:
    """Cache of plans over several worlds in the checkpoint folder.

    Parameters
    ----------
    checkpoint : Unfinished
    key : str
        Of the question that they answer.
    """

    checkpoint: Unfinished
    key: str

    def read(self, name: str) -> dict[str, Any] | None:
        """Return the stored result and log that it is used."""
        result = self.checkpoint.read(name, self.key)
        if result is not None:
            log.warning(_("taken from an earlier run that did not end: {names}", names=shared_label(name)))
        return result

    def store(self, name: str, result: Mapping[str, Any]) -> None:
        """Save the result."""
        self.checkpoint.write(name, self.key, result)


def key_of(question: Question, inputs: Mapping[str, str]) -> str:
    """SHA-256 of all that decides a plan: the scenario, its files, the catalogue, the versions, and the arrays made of them."""
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
    """Fingerprint of a question over several worlds."""
    return _sha256(json.dumps({"worlds": dict(keys), **figures}, sort_keys=True))


def _arrays(question: Question) -> str:
    """Fingerprint of demand, drive times, places and queues."""
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
