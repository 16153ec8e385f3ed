"""How words look, as they inherit it from what they stand in."""

from dataclasses import dataclass

BASE_PT = 10.5


@dataclass(frozen=True)
class Look:
    """Style of words.

    Attributes
    ----------
    size_pt : float
    raised : str
        ``sup``, ``sub`` or empty.
    colour : str
        ``#rrggbb``, or empty for that of the document.
    whole, kept : bool
        Whether lines do not break, and whether white space stays as it is.
    """

    size_pt: float = BASE_PT
    bold: bool = False
    italic: bool = False
    mono: bool = False
    raised: str = ""
    colour: str = ""
    link: str = ""
    align: str = "left"
    whole: bool = False
    kept: bool = False
