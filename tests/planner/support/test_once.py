"""What is worked out once for each thing, language and argument, and forgotten with the thing."""

import gc

from planner.support import once
from planner.support.once import once_for_each
from planner.support.speech import speaking


class Thing:
    pass


def test_each_thing_language_and_argument_is_asked_once_and_nobody_changes_what_others_get():
    asked = list[tuple[object, ...]]()

    @once_for_each
    def said(thing, word="a"):
        asked.append((id(thing), word))
        return {"word": word}

    one, other = Thing(), Thing()
    said(one)["word"] = "changed"
    assert said(one) == {"word": "a"}
    assert [said(one, "b"), said(other), said(other)] == [{"word": "b"}, {"word": "a"}, {"word": "a"}]
    assert asked == [(id(one), "a"), (id(one), "b"), (id(other), "a")]
    with speaking("ru"):
        said(one)
    assert len(asked) == 4
    held = id(one)
    assert held in once._FOUND
    del one
    gc.collect()
    assert held not in once._FOUND
