"""The three price columns of the catalogue, in words."""

from planner.support.speech import within


def case_words(case: str) -> str:
    """Which of the prices of the catalogue; an unknown one as it is."""
    known = {
        "low": lambda: within("prices of the catalogue", "low"),
        "central": lambda: within("prices of the catalogue", "middle"),
        "high": lambda: within("prices of the catalogue", "high"),
    }
    return known[case]() if case in known else case
