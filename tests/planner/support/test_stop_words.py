"""How a search is stopped is said in the words of whoever reads it: keys in a shell, a button on the page."""

from planner.model.objectives import OBJECTIVES
from planner.model.solve.progress import announcement
from planner.project.runs.events import event_now
from planner.project.runs.request import Job
from planner.support.progress import figures_of, measured
from planner.support.speech import _, speaking
from planner.support.stop_words import with_stop_words
from planner.web.runs.telling import STOP_BUTTONS, UNITS, event_told


def test_the_page_names_its_button_where_a_shell_names_its_keys_however_deep_the_line_stands():
    line = announcement("energy", 0.01, 60.0)
    assert "Ctrl-C" in line
    world = _("{name}: {text}", name="A", text=line)
    for job, code in ((Job.PLAN, "en"), (Job.COMPARE, "ru"), (Job.PLAN, "kk")):
        for text in (line, world):
            with speaking(code):
                said = event_told(event_now("said", text, 1.0), job)["text"]
                assert "Ctrl-C" not in said
                assert STOP_BUTTONS[job]() in said
    assert "Ctrl-C" in world, "the message itself stays as it was made"


def test_a_line_that_says_nothing_of_stopping_stays_as_it_is_with_its_figures():
    line = measured(_("{name}: {text}", name="A", text="b"), 1.0, 2.0, 0.5, "kWh")
    assert with_stop_words(line, "x") is line
    assert figures_of(with_stop_words(line, "x")) is not None
    assert with_stop_words("Ctrl-C", "x") == "Ctrl-C", "what is no message is not ours"


def test_what_a_plan_is_counted_in_is_told_to_the_reader_though_it_was_filed_in_english():
    assert {str(one.unit) for one in OBJECTIVES.values()} <= set(UNITS)
    for unit in UNITS:
        event = event_now("said", measured(_("{name}: {text}", name="A", text="b"), 1.0, 2.0, 0.5, unit), 1.0)
        with speaking("ru"):
            assert not set("abcdefghijklmnopqrstvwxyz") & set(event_told(event, Job.PLAN)["unit"].replace("USD", ""))
