"""The doubts of a source: by kind or by reason, the first of each by name, and none is lost."""

import dataclasses

from geodata.report import Kind, Problem, SourceReport
from planner.output.check.doubts import MOST_RECORDS, doubts_of, kinds_named, kinds_of
from planner.output.check.page import check_html
from tests.fixtures.check_fixture import inspection, rows_of
from tests.fixtures.read_page import TabledPage


def test_the_first_fifty_records_of_each_kind_are_named_and_the_rest_counted():
    seen = inspection()
    many = tuple(Problem(f"n{k}", f"power {k % 2}", "guessed", Kind.GUESSED_POWER) for k in range(MOST_RECORDS + 10))
    few = (Problem("n900", "odd", "kept", Kind.PLUG),)
    source = SourceReport("big.json", "ocpi", 100, 100, problems=(*few, *many))
    power, plug = doubts_of(source)
    assert (power.kind, power.count, power.more) == ("guessed power", MOST_RECORDS + 10, 10)
    assert [len(line.records) for line in power.lines] == [25, 25], "alike ones stand on one line"
    assert (plug.kind, plug.more) == ("plug", 0)
    assert kinds_of([source]) == [
        ("plug", 1, [("big.json", "ocpi", 1)]),
        ("guessed power", 60, [("big.json", "ocpi", 60)]),
    ]
    full = dataclasses.replace(seen, sources=(source,))
    words = TabledPage(check_html(full, rows_of(full))).words
    assert "n49" in words
    assert "n50" not in words
    assert "and 10 more, listed in check.json" in words


def test_doubts_of_no_kind_are_named_by_their_reasons_and_none_is_lost():
    reasons = (
        ["no shape"] * 4 + [f"bays {k}.5 is no whole number" for k in range(3)] + ["no feeder given"] * 2 + ["a", "b"]
    )
    problems = [Problem(str(k), reason, "kept") for k, reason in enumerate(reasons)]
    problems.append(Problem("x", "twice", "kept", Kind.DUPLICATE))
    named = kinds_named(SourceReport("f.csv", "sites", 12, 12, problems=tuple(problems)))
    assert named == [
        ("no shape", 4),
        ("bays … is no whole number", 3),
        ("no feeder given", 2),
        ("further reasons", 2),
        ("duplicate", 1),
    ]
    assert sum(count for _, count in named) == len(problems)
