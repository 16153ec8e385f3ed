"""A page is compiled once and filled for each reader: what a template says of a constant, too, is in the language of who reads."""

from planner.output.shared.page import _environment
from planner.support.speech import speaking


def test_a_constant_in_a_template_is_told_to_each_reader_in_his_language():
    page = _environment("planner.output.shared", None, ()).from_string("{{ none|met }} {{ 'a' if off else none|met }}")
    said = []
    for language in ("en", "ru"):
        with speaking(language):
            said.append(page.render(off=False))
    halves = [one[: len(one) // 2] for one in said]
    assert said == [f"{half} {half}" for half in halves]
    assert halves[0] != halves[1]
