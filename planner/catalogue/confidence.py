"""How sure a figure of the facts is, in words."""

from planner.support.speech import told, within


def confidence_words(confidence: str) -> str:
    """How sure a figure is: low, medium or high; anything else as it is."""
    known = {
        "low": lambda: within("confidence", "low"),
        "medium": lambda: within("confidence", "medium"),
        "high": lambda: within("confidence", "high"),
    }
    return known[confidence]() if confidence in known else told(confidence)
