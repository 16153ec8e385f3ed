"""A station that stands and is forced: what may be built there in place of what is taken down."""

from collections import Counter

from benchmarks.certificates import further


def test_one_new_post_for_two_that_go_is_no_less_than_one_that_goes_where_something_must_be_built():
    """A question whose best other plan has that set: to take one post down frees as much for less, and builds nothing."""
    told = Counter[str]()
    assert further(9_001_586, 0.05, told) == []
    assert told["alternatives: no further one, proven"] or told["alternatives: another plan"]
