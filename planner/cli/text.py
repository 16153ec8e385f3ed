"""Texts from data and from errors, made safe to show on a terminal."""


def printable(text: str) -> str:
    """Take the control characters out of a text: a name from data must not steer the terminal."""
    return "".join(c if c.isprintable() else "?" for c in text)


def one_line(text: str) -> str:
    """Fold a message into one printable line."""
    return printable(" ".join(text.split()))
