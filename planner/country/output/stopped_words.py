"""What a run that the user stopped did not get to, in sentences: said before any figure."""

from collections.abc import Mapping, Sequence

from planner.country.accounts import asker_words
from planner.country.cut_short import CutShort
from planner.country.result import Country
from planner.output.shared.sheets import Heading, Sheet
from planner.output.shared.words import mix_label
from planner.support.speech import _, joined, listed

MOST_SUMS = 6
"""Of sums of one asker, in a sentence."""


def stopped_lines(country: Country) -> list[str]:
    """That the run was stopped, then what was never searched, what was ended, and which plugs were not planned for; none of a run that went to its end."""
    cut = country.cut_short
    if cut is None:
        return []
    said = [_("The run was stopped before its end: this is what was found by then.")]
    if cut.never:
        said.append(_("Never searched: {sums}.", sums=_sums(cut.never)))
    if cut.ended:
        said.append(_("Searched until the stop, and no further: {sums}.", sums=_sums(cut.ended)))
    if cut.not_begun:
        names = listed([asker_words(name) for name in cut.not_begun])
        said.append(_("Not begun when the run was stopped, and left out: {names}.", names=names))
    if cut.mixes:
        mixes = listed([mix_label(mix) for mix in cut.mixes])
        said.append(_("Not planned for other plugs: {mixes}.", mixes=mixes))
    if cut.hedged_in_part:
        said.append(_("The search for a plan for all plugs was ended by the stop."))
    if cut.leaves_money_open or cut.mixes:
        said.append(_("Run the same command again to search the rest."))
    return said


def stopped_sheet(country: Country) -> Sheet:
    """The same as a sheet, which comes first; without rows for a run that went to its end."""
    return Sheet(
        _("Stopped early"), (Heading(_("Stopped early"), prose=True),), [[line] for line in stopped_lines(country)]
    )


def stopped_summary(cut: CutShort | None) -> dict[str, object] | None:
    """The same for scripts; None of a run that went to its end."""
    if cut is None:
        return None
    return {
        "by": "the user",
        "never_searched_usd": {name: list(sums) for name, sums in cut.never.items()},
        "search_ended_usd": {name: list(sums) for name, sums in cut.ended.items()},
        "not_begun": list(cut.not_begun),
        "mixes_not_planned": list(cut.mixes),
        "hedged_in_part": cut.hedged_in_part,
    }


def _sums(by_name: Mapping[str, Sequence[float]]) -> str:
    return joined(
        "; ", [_("{name}: {sums}", name=asker_words(name), sums=_few(sums)) for name, sums in by_name.items()]
    )


def _few(sums: Sequence[float]) -> str:
    """The sums themselves where they are few, else how many and from where to where."""
    if len(sums) > MOST_SUMS:
        return _(
            "{count:number} sums of {least:money} to {most:money}", count=len(sums), least=min(sums), most=max(sums)
        )
    return listed([_("{usd:money}", usd=usd) for usd in sums])
