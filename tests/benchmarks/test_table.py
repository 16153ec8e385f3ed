"""The table: the median seed, peers beside it, what was cut short called so, and a Markdown file that keeps the rest of its text."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import scipy.optimize

from benchmarks import siting_peers
from benchmarks.__main__ import main
from benchmarks.machine import machine, versions
from benchmarks.measure import PATIENCE
from benchmarks.peer_runs import GRACE_S, ask, peers_of
from benchmarks.peer_runs import main as asked_as_a_peer
from benchmarks.registry import REGISTRY
from benchmarks.siting_peers import CLASSES, most_chargers, save_arrays
from benchmarks.table import BEGIN, END, HEAD, Wish, print_table, rows, write_markdown
from tests.conftest import ROOT
from tests.fixtures.drawing import asked

SMALL = ("--side", "9", "--sources", "5", "--repeats", "1")


@pytest.fixture(autouse=True)
def _in_the_clone(monkeypatch):
    monkeypatch.chdir(ROOT)


def drive_times(*cases):
    family = REGISTRY["drive-times"]
    return {"drive-times": replace(family, cases=cases)}


def cells(row):
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_the_table_runs_every_case_and_says_which_failed(capsys):
    registry = drive_times(SMALL, ("--side", "x"))
    assert print_table(registry, Wish(seeds=5, peers=False, cap_s=1.0), None) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{machine()}; {versions()}."
    assert tuple(lines[2:4]) == HEAD
    assert cells(lines[4])[0] == " ".join(["drive-times", *SMALL])
    assert cells(lines[4])[4] == "equal"
    assert lines[4].count("|") == lines[2].count("|") == lines[3].count("|")
    assert lines[5] == "| drive-times --side x | failed |"


def test_a_case_with_a_seed_is_run_for_each_and_its_median_shown():
    count = asked(3, few=2)
    (row, failed), *more = rows(drive_times((*SMALL, "--seed", "7")), Wish(seeds=count, peers=False, cap_s=1.0), ask)
    assert not failed
    assert not more
    assert cells(row)[0] == f"drive-times {' '.join(SMALL)}, median of {count} seeds"
    middle, least, most = (float(word) for word in re.findall(r"[\d.]+", cells(row)[5]))
    assert least <= middle <= most


def test_peers_stand_under_the_case_and_one_that_was_stopped_took_at_least_so_long():
    told = {
        "quick": {"cpu_s": 1e9, "wall_s": 2.0, "value": 9.0, "bound": 10.0, "capped": False, "peak_mb": 77.0},
        "slow": {"cpu_s": 600.0, "value": None, "capped": True},
        "gone": {"failed": "no such | thing"},
    }
    registry = drive_times(SMALL)
    wish = Wish(seeds=1, peers=True, cap_s=600.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("benchmarks.table.peers_of", lambda *_: tuple(told))
        _, *peers = rows(registry, wish, lambda who, *_: told[who])
    found = {}
    for who, (row, failed) in zip(told, peers, strict=True):
        assert not failed
        assert row.count("|") == HEAD[0].count("|")
        found[who] = cells(row)
    assert found["quick"][:6] == ["… quick", "9", "10", "10.00%", "done", "1000000000.00"]
    assert found["quick"][7:] == ["77", "", "0.000"]
    assert found["slow"][4:6] == ["stopped", "at least 600.00"]
    assert found["slow"][-1].startswith("at most 0.0")
    assert found["gone"][1] == "could not be measured: no such / thing"


def test_the_peers_are_those_that_can_end_on_a_case_of_the_size():
    siting = ("--sites", "60", "--gap")
    assert peers_of("siting", ("--zones", "5000", *siting, "0.01")) == ("highs", "cbc", "highs-lp")
    assert peers_of("siting", ("--zones", "300", *siting, "0.0001")) == ("highs", "cbc", "highs-lp")
    assert peers_of("siting", ("--zones", "5000", *siting, "0.003")) == ("highs-lp",)
    assert peers_of("siting", ("--zones", "20000", *siting, "0.01")) == ("highs-lp",)
    assert peers_of("mclp", ()) == ("spopt",)
    assert peers_of("mclp", ("--points", "50000")) == ()
    assert peers_of("pmedian", ("pmed1.txt",)) == ("spopt", "pbp-pmedian")
    assert peers_of("growth-backtest", ()) == ()


def test_the_relaxation_of_a_made_question_lies_above_our_plan(capsys):
    options = ("--zones", "51", "--sites", "20", "--budget-share", "0.35", "--seed", "0", "--gap", "0.01")
    assert main(["siting", *options]) == 0
    asked_as_a_peer(["highs-lp", "siting", "60", *options])
    asked_as_a_peer(["highs", "siting", "60", *options])
    ours, theirs, plain = (json.loads(told) for told in capsys.readouterr().out.splitlines())
    assert theirs["value"] >= ours["value"] * (1 - 1e-6)
    assert ours["startup_s"] > 0
    assert plain["value"] <= ours["bound"] * (1 + 1e-6)
    assert ours["value"] <= plain["bound"] * (1 + 1e-6)


def test_scipy_is_asked_in_a_process_of_its_own_and_finds_what_we_find():
    assert peers_of("drive-times", SMALL) == ("scipy",)
    found = ask("scipy", "drive-times", SMALL, 60.0)
    assert found["value"] > 5
    assert not found["capped"]
    assert found["cpu_s"] > 0


def test_a_peer_that_does_not_end_is_stopped_and_one_that_breaks_has_the_last_word():
    stopped = ask("scipy", "drive-times", ("--side", "400"), (0.3 - GRACE_S) / PATIENCE)
    assert stopped["capped"]
    assert stopped["value"] is None
    assert 0.2 < stopped["wall_s"] < 20
    assert "Error" in ask("none", "drive-times", ("--side", "-1"), 60.0)["failed"]


def test_the_table_goes_between_its_marks_and_the_rest_of_the_file_stays(tmp_path):
    file = tmp_path / "page.md"
    file.write_text(f"# Title\n\n{BEGIN}\nold\n{END}\n\nThe end.\n", encoding="utf-8")
    write_markdown(file, ["new", "rows"])
    assert file.read_text(encoding="utf-8") == f"# Title\n\n{BEGIN}\n\nnew\nrows\n\n{END}\n\nThe end.\n"
    write_markdown(tmp_path / "fresh.md", ["row"])
    assert (tmp_path / "fresh.md").read_text(encoding="utf-8") == f"{BEGIN}\n\nrow\n\n{END}\n"


def test_a_wrong_wish_is_one_line_and_code_2(capsys):
    for options in (["--only", "siting-city"], ["--seeds", "0"], ["--cap", "nan"]):
        assert main(options) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.startswith("error: --")
        assert told.err.count("\n") == 1


def made(zones=14, sites=4, seed=0):
    """A small instance with the fields of the family; drawn at random, with feeders that bind."""
    rng = np.random.default_rng(seed)
    zone, site = np.nonzero(rng.random((zones, sites)) < 0.6)
    grid = rng.choice([100.0, 200.0], sites)
    return SimpleNamespace(
        I=zone, J=site, v=rng.uniform(0.3, 1.0, len(zone)), d=rng.uniform(20.0, 200.0, (zones, CLASSES)),
        cap=np.array([110.0, 400.0, 300.0]), P=np.array([22.0, 60.0, 60.0]), cost=np.array([3.0, 35.0, 28.0]),
        f=rng.uniform(15, 60, sites).round(), bays=rng.integers(3, 7, sites), G=grid,
        feeder=np.arange(sites) % 2, H=np.bincount(np.arange(sites) % 2, grid) * 0.6, B=250.0,
    )  # fmt: skip


def by_enumeration(one):
    """Best value over every set of chargers of every site, each by a linear program of the flows."""
    most, best = most_chargers(vars(one)), 0.0
    zone, pairs = one.I, len(one.I)
    counts = [
        [np.array(n) for n in np.ndindex(*(most[j] + 1)) if sum(n) <= one.bays[j] and n @ one.P <= one.G[j]]
        for j in range(len(one.f))
    ]
    worth = np.concatenate([-one.v * one.d[zone, s] for s in range(CLASSES)])
    rows, right = [], []
    for s in range(CLASSES):
        for i in np.unique(zone):
            row = np.zeros(CLASSES * pairs)
            row[s * pairs : (s + 1) * pairs][zone == i] = 1.0
            rows.append(row)
            right.append(1.0)
    arrive = np.zeros((len(one.f) * CLASSES, CLASSES * pairs))
    for s in range(CLASSES):
        for j in range(len(one.f)):
            here = j == one.J
            arrive[j * CLASSES + s, s * pairs : (s + 1) * pairs][here] = one.d[zone[here], s]
    chosen = np.array(np.meshgrid(*(range(len(c)) for c in counts), indexing="ij")).reshape(len(counts), -1).T
    for pick in chosen:
        n = np.array([counts[j][k] for j, k in enumerate(pick)])
        if n.any(axis=1) @ one.f + (n @ one.cost).sum() > one.B:
            continue
        if (np.bincount(one.feeder, n @ one.P, len(one.H)) > one.H).any():
            continue
        lp = scipy.optimize.linprog(
            worth, np.vstack([*rows, arrive]), np.concatenate([right, (n * one.cap).ravel()]), bounds=(0, 1)
        )
        best = max(best, -lp.fun)
    return best


def peer(one, solver, folder):
    file = folder / "arrays.npz"
    save_arrays(one, file)
    command = [sys.executable, "-P", siting_peers.__file__, str(file), solver, "0", "60"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def test_the_plain_model_finds_what_enumeration_finds_and_the_relaxation_lies_above(tmp_path):
    one = made(zones=8, sites=2)
    best = by_enumeration(one)
    plain, relaxed = peer(one, "highs", tmp_path), peer(one, "highs-lp", tmp_path)
    assert plain["value"] == pytest.approx(best, rel=1e-5)
    assert plain["bound"] == pytest.approx(best, rel=1e-4)
    assert relaxed["value"] > best * (1 + 1e-6)
    assert not plain["capped"]
    assert plain["cpu_s"] > 0
