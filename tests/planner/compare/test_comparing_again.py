"""A world that an earlier comparison finished is taken from its folder only for the same question, of the same bytes, and where it is whole."""

import shutil
from dataclasses import replace

import pytest

from geodata.input_file import Fingerprint
from geodata.report import SourceReport
from planner.compare.run.compare import compare_inputs
from planner.compare.run.unfinished import FOLDER, Unfinished, key_of
from tests.fixtures.street_worlds import inputs_by_world, street
from tests.fixtures.tiny_city import silent


def read(sha256):
    """One world's inputs, from a file of these bytes."""
    source = SourceReport("fleet.csv", "fleet", 2, 2, file=Fingerprint("fleet.csv", sha256 * 32))
    return inputs_by_world(street(), "chinese", sources=(source,))


@pytest.fixture(scope="module")
def _filed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("filed")
    assert compare_inputs(street(), read("ab"), {}, say=silent, out=folder).comparison.resumed == ()
    return folder


@pytest.fixture
def filed(_filed, tmp_path):
    """A folder with one finished world."""
    return shutil.copytree(_filed, tmp_path / "filed")


def test_an_earlier_run_is_taken_up_only_where_it_read_the_same_bytes(filed):
    def resumed(sha256):
        return compare_inputs(street(), read(sha256), {}, say=silent, out=filed).comparison.resumed

    assert [resumed(one) for one in ("ab", "cd")] == [("chinese",), ()]


def test_another_question_is_not_answered_by_an_earlier_run(filed):
    def found(**plan):
        inputs = read("ab")["chinese"]
        scenario = inputs.question.scenario.with_plan(**plan)
        asked = key_of(replace(inputs.question, scenario=scenario), inputs.input_hashes)
        return Unfinished(filed).find("chinese", asked)

    assert found() is not None
    assert found(budget_usd=28_000) is None


@pytest.mark.parametrize("harm", ["half", "other", "nothing"])
def test_a_plan_that_was_half_written_or_changed_is_made_anew(harm, filed):
    inputs, checkpoint, place = read("ab")["chinese"], Unfinished(filed), filed / FOLDER / "chinese"
    key = key_of(inputs.question, inputs.input_hashes)
    assert checkpoint.find("chinese", key) is not None
    text = (place / "plan.json").read_text(encoding="utf-8")
    if harm == "half":
        (place / "plan.json").write_text(text[: len(text) // 2], encoding="utf-8")
    elif harm == "other":
        (place / "plan.json").write_text(text.replace("Street", "Strait"), encoding="utf-8")
    else:
        (place / "plan.json").unlink()
    assert checkpoint.find("chinese", key) is None
