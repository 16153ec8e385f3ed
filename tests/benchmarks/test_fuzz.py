"""Hostile input of every kind, a small part of what `python -m benchmarks fuzz` tries: read, or refused in one line."""

import json
from pathlib import Path
from random import Random

import pytest

from benchmarks import fuzz
from benchmarks.__main__ import main
from benchmarks.hostile.kinds import KINDS, Kind
from benchmarks.hostile.trying import DIED, MEMORY, READ, REFUSED, SLOW, TRACEBACK, Limits, Worker, outcome_of
from geodata.errors import InputError
from tests.fixtures.drawing import asked
from tests.fixtures.failing_work import dies, spins

ROUNDS = asked(5, few=3)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.filterwarnings("ignore")
def test_a_few_hostile_inputs_of_every_kind_are_read_or_refused_in_one_line(kind):
    found = {seed: outcome_of(KINDS[kind], kind, seed) for seed in range(ROUNDS)}
    wrong = {seed: said for seed, (outcome, said) in found.items() if outcome not in (READ, REFUSED)}
    assert not wrong


@pytest.mark.parametrize(
    ("kind", "seed"), [("overture", 9_481), ("overture", 9_807), ("gtfs", 9_569), ("overpass place", 9_891)]
)
def test_what_an_hour_of_trying_found_is_read_or_one_line(kind: str, seed: int) -> None:
    """Damaged statistics of Parquet, which ended the process; a table of buses and an area that libraries stumble over."""
    (found,) = fuzz.tried([kind], seed, Limits(), rounds=1)
    assert not found.failed, found.line()


def test_a_seed_makes_the_same_file_and_another_one_another(tmp_path):
    made = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        (tmp_path / name).mkdir()
        path = KINDS["osm xml"].make(Random(f"osm xml {seed}"), tmp_path / name)
        made.append(path.read_bytes())
    assert made[0] == made[1] != made[2]


def refuses(_: Path) -> None:
    raise InputError("x", "a lie", "the truth")


def greedy(_: Path) -> None:
    raise MemoryError


def breaks(_: Path) -> None:
    raise KeyError("absent")


@pytest.mark.parametrize(
    ("read", "outcome"), [(refuses, REFUSED), (breaks, TRACEBACK), (greedy, MEMORY), (lambda _: None, READ)]
)
def test_what_became_of_a_try_is_told(read, outcome):
    assert outcome_of(Kind(KINDS["toml"].make, read), "toml", 0)[0] == outcome


def test_failures_are_told_with_their_kind_and_seed_and_end_the_command_with_one(capsys, monkeypatch):
    monkeypatch.setattr(
        fuzz, "tried", lambda *_, **__: [fuzz.Try("toml", 7, TRACEBACK, "KeyError"), fuzz.Try("csv", 7, READ)]
    )
    assert main(["fuzz", "--minutes", "0"]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["failures"] == ["traceback: toml, seed 7: KeyError"]
    assert "traceback: toml, seed 7: KeyError" in told.err
    assert main(["fuzz", "--kinds", "none"]) == 2


@pytest.mark.parametrize(("work", "outcome"), [(spins, SLOW), (dies, DIED)])
def test_a_try_that_hangs_or_kills_its_process_is_a_failure_and_the_next_one_has_a_new_process(
    monkeypatch, work, outcome
):
    monkeypatch.setattr("benchmarks.hostile.trying._work", work)
    with Worker(Limits(cpu_s=0.2), ["toml"]) as worker:
        assert worker.attempt("toml", 0).outcome == outcome
        assert worker.attempt("toml", 1).outcome == outcome


def test_a_whole_round_in_a_process_of_its_own():
    tries = fuzz.tried(["toml", "ocpi"], 3, Limits(), rounds=2)
    assert [(one.kind, one.seed) for one in tries] == [("toml", 3), ("ocpi", 3), ("toml", 4), ("ocpi", 4)]
    assert not [one.line() for one in tries if one.failed]
