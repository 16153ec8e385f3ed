"""The headline of a plan, one for every output: what to quote, what the model says, and how good the plan is proven to be.

What is served in nine of ten samples of the uncertain demand stands first everywhere. *Proven* is said of the plan, that no other plan for the
money is better by more than so much, and never beside a share of the demand. Plain text: each format escapes for itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from planner.dossier.dossier import Dossier
from planner.output.shared.oversized_places import oversized_words
from planner.output.shared.proof_words import verdict
from planner.proofs import Sense
from planner.support.amounts import Side, percent
from planner.support.speech import _, joined, told

BANDS = "bands"
"""The study that samples what is served."""


@dataclass(frozen=True)
class Headline:
    """What is said of a plan first.

    Parameters
    ----------
    quote, model : str
        The two figures, as large as a page likes: a share of the demand, or in few words why there is none.
    quote_words, model_words : str
        What stands beside each.
    lines : tuple of str
        The same in whole sentences, and how good the plan is proven to be: for readers of a console and of JSON.
    plan : str
        The last of them.
    """

    quote: str
    quote_words: str
    model: str
    model_words: str
    lines: tuple[str, ...]

    @property
    def plan(self) -> str:
        """How good the plan is proven to be."""
        return self.lines[-1]


@dataclass(frozen=True)
class Sample:
    """What is served of a plan, kWh a day: in nine of ten samples of the uncertain demand, or why that is not known; by the model; and asked for.

    `half_kwh` is what half of the samples serve at most, where the model's figure is more than nine of ten of them serve; None elsewhere.
    """

    sure_kwh: float | None
    why: str
    served_kwh: float
    demand_kwh: float
    half_kwh: float | None = None


def headline_of(dossier: Dossier) -> Headline:
    """The headline of a finished plan."""
    plan = verdict(dossier.proof)
    if is_empty(dossier):
        nothing, stands = nothing_built(dossier), _model_words(sample_of(dossier))
        return Headline(_("nothing is built"), nothing, _share(sample_of(dossier)), stands, (nothing, plan))
    found, beyond = headline(sample_of(dossier), plan), oversized_words(dossier)
    return replace(found, lines=(joined(" ", (found.lines[0], beyond)), *found.lines[1:])) if beyond else found


def headline(sample: Sample, plan: str) -> Headline:
    """The headline of a plan with these figures, of which `plan` says how good it is proven to be."""
    model = _("By the model itself it is {share}: {kwh:energy} of {asked:energy} kWh a day.", share=_share(sample), kwh=sample.served_kwh, asked=sample.demand_kwh)  # fmt: skip
    if sample.sure_kwh is None:
        words = _("what is served in nine of ten samples of the uncertain demand is not known: {why}", why=sample.why)
        said = _("Not to be quoted yet: {words}.", words=words)
        return Headline(_("not sampled"), words, _share(sample), _model_words(sample), (said, model, plan))
    if sample.half_kwh is not None:
        model = joined(" ", [model, _("That is more than nine of ten samples serve; half of them serve {half:energy} kWh a day or less.", half=sample.half_kwh)])  # fmt: skip
    sure, share = sample.sure_kwh, share_asked(sample.sure_kwh, sample.demand_kwh)
    return Headline(
        percent(share, side=Side.LEAST),
        _("of the demand at least, to quote: {kwh:energy_least} kWh a day served in nine of ten samples of the uncertain demand", kwh=sure),
        _share(sample),
        _model_words(sample),
        (
            _("To quote: at least {share:percent_least} of the demand, {kwh:energy_least} kWh a day, is served in nine of ten samples of the uncertain demand.", share=share, kwh=sure),
            model,
            plan,
        ),
    )  # fmt: skip


def sample_of(dossier: Dossier) -> Sample:
    """What is served of a finished plan."""
    card, bands = dossier.scorecard, dossier.studies.get(BANDS)
    sure = float(bands["served_p10_kwh_per_day"]) if bands else None
    beyond = bands and card.total_served_kwh > bands["served_p90_kwh_per_day"]
    half = float(bands["served_p50_kwh_per_day"]) if bands and beyond else None
    return Sample(sure, "" if bands else _why_not_sampled(dossier), card.total_served_kwh, card.total_demand_kwh, half)


def is_empty(dossier: Dossier) -> bool:
    """Whether nothing is built and no work is done on what stands."""
    return dossier.scorecard.chargers == 0 and not sum(dossier.scorecard.works.values())


def nothing_built(dossier: Dossier) -> str:
    """One sentence on an empty plan and the price of getting started."""
    price = dossier.cheapest_step_usd
    if dossier.proof.sense is Sense.MIN:
        return _("Nothing is built: what stands keeps the promised coverage.")
    if price is None:
        return _("Nothing is built: no charger that may be bought here would serve anybody who is not served already.")
    if dossier.sufficient_budget_usd is None:
        return _(
            "Nothing is built: the cheapest useful step costs at least {price:money_least}, and the rules of the plan may ask for more; raise plan.budget_usd.",
            price=price,
        )
    return _(
        "Nothing is built: the cheapest useful step costs at least {price:money_least}; raise plan.budget_usd to {enough:money_most} or more.",
        price=price,
        enough=dossier.sufficient_budget_usd,
    )


def share_asked(kwh: float, asked_kwh: float) -> float:
    """Share of the demand."""
    return kwh / asked_kwh if asked_kwh > 0 else 0.0


def _share(sample: Sample) -> str:
    return percent(sample.served_kwh / sample.demand_kwh if sample.demand_kwh > 0 else None)


def _model_words(sample: Sample) -> str:
    words = _("of the demand by the model itself, {kwh:energy} of {asked:energy} kWh a day", kwh=sample.served_kwh, asked=sample.demand_kwh)  # fmt: skip
    return words if sample.half_kwh is None else joined("; ", [words, _("more than nine of ten samples serve")])


def _why_not_sampled(dossier: Dossier) -> str:
    """Why there are no samples: asked for so, left out or failed."""
    left: Mapping[str, Any] | None = next(
        (one for one in dossier.studies.get("left_out", ()) if one["study"] == BANDS), None
    )
    if left is not None:
        return told(left["why"]).rstrip(".")
    if dossier.configuration.get("demand", {}).get("samples") == 0:
        return _("no samples were asked for (demand.samples)")
    return _("this run took no samples")
