"""Every sentence that tells something proven says of each figure to which side it may be rounded, and no such sentence is overlooked."""

import re
import string
from functools import cache

import pytest

from geodata.speech import LANGUAGES, SOURCE
from planner.authoring import translations

SPEAKS_OF_PROOF = re.compile(
    r"\bproven?\b|\bproofs? leaves?\b|\bno (?:other )?(?:plan|split|way)\b(?! was)|\bnone (?:can|above|serves|makes|is possible)\b"
    r"|^(?:above|below|more than|less than) \{|best possible|\bserves more than\b|\bor more\b|\bno less\b|\bcosts? at least\b|\bgap\b[^.;]*\{"
    r"|best known value|\bat most, whichever|\bgives up at most|\bmight be (?:sold|made)\b|\bbelow the best\b|\bat most \{\w+(?::\w+)?\} of (?:its demand|the best)"
    r"|\bmay (?:make|serve) up to\b|\bat most \{loss|\bnone below\b"
    r"|\bTo quote\b|\bto quote\b|\bdraws of the assumed figures\b.*\bat least\b",
    re.IGNORECASE,
)
"""What a message has that tells what is proven or sure, or that looks so."""
SAFE = re.compile(r"_(?:least|most)$")
FOUND = {
    "value",
    "best",
    "usd",
    "less",
    "share",
    "n",
    "seconds",
    "served",
    "added",
    "target",
    "left_kwh",
    "times",
    "time_limit_s",
}
"""Figures of no proof wherever they stand: what a plan that was found is worth, costs or serves, and what was asked for."""
IN_WORDS = {"gap", "bound", "most", "least", "better", "more", "high", "low", "lost"}
"""What may be no field without a format: a figure that was written elsewhere, nobody knows how."""
NO_PROOF = {
    "figures of what was asked or found": (
        "expected {least:g} or more",
        "more than {most:number} tables",
        "more than {most} others within {within:number} m",
        "new_bays is {text!r}",
        "{key} is negative",
        "{by_size} with {parks_m2",
        "{name}: {guns:number} × {plug}",
        "Kept as the scenario {name}.",
        "This is the plan that was seen",
        "This is not the plan that was seen",
        "plan.gap = {gap:g}",
        "plans are counted in {unit}",
        "use (a further charger",
        "The safest plan for one world, {plan}, loses up to {lost:loss}; so small",
        "If we build for {plan} and {world} comes, the plan loses {lost:loss} of the benefit to drivers that could be had, though",
    ),
    "gaps between stations on roads": (
        "kept with the plan; the greatest gap",
        "not kept with the plan; the greatest gap",
        "{longer:number} of {roads:number} roads",
    ),
    "written by the script of the page": ("Best plan {value}, no plan can be better than {bound} {unit}; gap {gap}.",),
}
"""Messages that look like a proof and tell none, or one whose figures are written elsewhere, by why."""


@cache
def spoken() -> list[tuple[str, ...]]:
    """Messages with a value that look as if they told a proof."""
    found = (
        one.id if isinstance(one.id, tuple) else (one.id,) for one in translations.catalogue_of("planner") if one.id
    )
    return [forms for forms in found if any(SPEAKS_OF_PROOF.search(one) and "{" in one for one in forms)]


def loose(text: str) -> list[str]:
    """Fields of a proof that are rounded to the nearest, or anyhow."""
    parsed = [(name, spec or "") for _text, name, spec, _how in string.Formatter().parse(text) if name]
    return [
        name for name, spec in parsed if name not in FOUND and (not SAFE.search(spec) if spec else name in IN_WORDS)
    ]


NAMED = [start for starts in NO_PROOF.values() for start in starts]


def proofs() -> list[tuple[str, ...]]:
    """Messages that do tell one."""
    return [forms for forms in spoken() if not forms[0].startswith(tuple(NAMED))]


def test_each_figure_of_a_proof_says_to_which_side_it_is_rounded():
    found = {text: fields for forms in proofs() for text in forms if (fields := loose(text))}
    assert found == {}, "write {figure:unit_least} or {figure:unit_most}, or name the message in NO_PROOF"
    assert len(proofs()) > 80


def test_every_exception_is_a_message_of_today():
    assert [one for one in NAMED if not any(forms[0].startswith(one) for forms in spoken())] == []


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != SOURCE])
def test_a_translation_rounds_to_the_same_side(code):
    known = translations.read("planner", code)
    messages = [known.get(forms if len(forms) > 1 else forms[0]) for forms in proofs()]
    assert [fault for one in messages if one is not None and (fault := translations.unlike(one))] == []
