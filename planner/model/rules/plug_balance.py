"""Balance of plugs: every large plug family is served its share of what all families on offer are served."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import Need, PortFamily
from geodata.report import Problem
from planner.model.instance.instance import Instance
from planner.model.instance.rulebook import Rule
from planner.model.rules.kinds.figures import Figures
from planner.model.rules.kinds.ruling import DUST, Given, Line, RuleRows, Use, Writer, at_least, one_column
from planner.model.rules.kinds.served_floor import NEAR, FloorRows, ServedFloor
from planner.question import Question
from planner.support.amounts import Side, rounded
from planner.support.speech import _, joined, listed, term

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

SIZE = 0.3
"""Part of the demand of the families on offer by which the multiplier of a row is scaled: about what plans serve."""
MISSED = 1e-5
"""Part of what the families on offer are served by which a family has to be short for the balance to be missed: less is what solvers round."""


@dataclass(frozen=True)
class PlugBalance(ServedFloor):
    """``S_f / (b w_f) - sum_{h in O} S_h >= min(0, T_f / (b w_f) - sum_{h in O} T_h)`` for each need and each large family f on offer.

    Of one need, fast or slow, O are the plug families for which something is on offer, w_f the demand of f over that of O, S_f the energy
    that its cars are served, kWh a day, T_f what they are served by what stands, and b the share asked. Large is a family of O with at least
    `plan.plug_balance_from` of the need's demand. So what stands breaks nothing; and a family that has less than its share is
    no reason to serve others less than today.

    Parameters
    ----------
    share : float
        b, above 0.
    large_from : float
    own : (rows, classes)
        ``1 / (b w_f)`` at the class of the row's family, 0 elsewhere.
    together : (rows, classes) bool
        Classes of the families on offer.
    standing_kwh : (classes,)
        T, kWh a day.
    names : tuple of str
        Of the rows, for people: family and need.
    """

    key = "plan.plug_balance"
    place = 22
    title = term("Balance of plugs")
    called = "plan.plug_balance"
    share: float
    large_from: float
    own: Floats
    together: Mask
    standing_kwh: Floats
    names: tuple[str, ...]

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Where a share is asked, and some need has two families on offer, a large one among them."""
        ask, demand = question.scenario.plan, question.demand
        if ask.plug_balance <= 0:
            return None
        fast = np.array([one.need is Need.FAST for one in demand.classes], dtype=bool)
        names = tuple(_class_words(one.family, one.need) for one in demand.classes)
        asked = demand.kwh_per_day.sum(axis=0)
        return cls.between(ask.plug_balance, ask.plug_balance_from, asked, fast, _offered(question), names)

    @classmethod
    def between(
        cls, share: float, large_from: float, kwh: Floats, fast: Mask, offered: Mask, names: Sequence[str]
    ) -> Self | None:
        """State the rule for classes of so much demand, kWh a day; None where no need has two families on offer, a large one among them.

        Parameters
        ----------
        kwh, fast, offered, names : (classes,)
            Demand, whether it is fast charging, whether new chargers serve it, and what it is called.
        """
        own, together, called = list[Floats](), list[Mask](), list[str]()
        for need in (fast, ~fast):
            rivals = need & offered & (kwh > 0)
            large = rivals & (kwh >= large_from * kwh[need].sum())
            for c in np.flatnonzero(large).tolist() if rivals.sum() > 1 else ():
                own.append(np.where(np.arange(len(kwh)) == c, kwh[rivals].sum() / (share * kwh[c]), 0.0))
                together.append(rivals)
                called.append(names[c])
        if not called:
            return None
        return cls(share, large_from, np.array(own), np.array(together), np.zeros(len(kwh)), tuple(called))

    @classmethod
    def stacked(cls, rules: Sequence[Self]) -> Self:
        """The rows of every world over its own classes."""
        return replace(
            rules[0],
            own=_on_diagonal([one.own for one in rules]),
            together=_on_diagonal([one.together for one in rules]).astype(bool),
            standing_kwh=np.concatenate([one.standing_kwh for one in rules]),
            names=tuple(name for one in rules for name in one.names),
        )

    def same(self, other: Rule | None) -> bool:
        """The shares count; every world has demand of its own."""
        mine = (self.share, self.large_from)
        return isinstance(other, PlugBalance) and (other.share, other.large_from) == mine

    def rows(self, instance: Instance) -> FloorRows:
        """One row a need and large family."""
        weight, shape = self.own - self.together, instance.demand.kwh.shape
        rank = np.cumsum(self.together, axis=0) - 1  # of the rows that a class is in, which one this is
        layers = int(self.together.sum(axis=0).max(initial=0))
        row, heavy = np.full((layers, shape[1]), -1), np.zeros((layers, shape[1]))
        at, kind = np.nonzero(self.together)
        row[rank[at, kind], kind], heavy[rank[at, kind], kind] = at, weight[at, kind]
        whole = (layers, *shape)
        size = SIZE * _times(self.together, instance.demand.kwh.sum(axis=0))
        return FloorRows(
            np.minimum(0.0, _times(weight, self.standing_kwh)),
            np.broadcast_to(row[:, None], whole),
            np.broadcast_to(heavy[:, None], whole),
            np.maximum(size, 1e-9),
        )

    def at(self, share: float) -> Self:
        """The rule with another share, above 0."""
        return replace(self, own=self.own * (self.share / share), share=share)

    def loosened(self, share: float) -> Self:
        """So much less is asked."""
        return replace(self, own=self.own * (1.0 + share), share=self.share / (1.0 + share))

    def figures(self, instance: Instance) -> Iterator[Figures]:
        """The share."""
        yield Figures("share", self.share, "", (self.key,), most=1.0)

    def size(self, instance: Instance) -> float:
        """What the families on offer ask for, kWh a day."""
        return max(1e-6, float(instance.demand.kwh.sum(axis=0)[self.together.any(axis=0)].sum()))

    def give_way(self, instance: Instance, writer: Writer, rows: RuleRows) -> Given:
        """One column, kWh a day by which all served may pass what the share of a family allows."""
        return one_column(writer, rows)

    def eased(self, instance: Instance, values: Floats, least: float, *, proven: bool) -> str:
        """How much energy has to be served beyond the balance."""
        return _(
            "{key}: {at_least}{kwh:number} kWh a day may be served beyond what {share:percent_exactly} of the average allows",
            key=self.key,
            at_least=at_least(proven=proven),
            kwh=rounded(max(0.0, least - DUST), 0, Side.MOST if proven else Side.LEAST),
            share=self.share,
        )

    def shares(self, served: Floats) -> Floats:
        """Share of its demand that each row's family is served over that of all on offer, (rows,); 1 where nothing is served.

        Parameters
        ----------
        served : (classes,)
            KWh a day.
        """
        most, together = self.share * _times(self.own, served), _times(self.together, served)
        return np.divide(most, together, out=np.ones(len(most)), where=together > DUST)

    def line(self, instance: Instance, use: Use) -> Line:
        """The family that is served least; all that are served too little."""
        served = use.served.sum(axis=0)
        shares, rows = self.shares(served), self.rows(instance)
        spare = rows.served(use.served) - rows.promised
        together = _times(self.together, served)
        most = np.maximum(1.0, together)
        short = np.flatnonzero(spare < -MISSED * most).tolist()
        reached = [
            _(
                "{name}: {share:.1%} of the average",
                name=self.names[at],
                share=rounded(float(shares[at]), 3, Side.LEAST),
            )
            for at in short or [int(np.argmin(shares))]
        ]
        binds = bool(((spare <= NEAR * most) & (together > DUST)).any())
        return Line(self.key, self.promise(instance), joined("; ", reached), binds, not short)

    def promise(self, instance: Instance) -> str:
        """The share."""
        if self.large_from <= 0:
            return _(
                "every plug family is served at least {share:percent_exactly} of what all on offer are served on the average",
                share=self.share,
            )
        return _(
            "every plug family with at least {large_from:.0%} of the demand of a need is served at least {share:percent_exactly} of what all on offer are served on the average",
            large_from=self.large_from,
            share=self.share,
        )


def _times(matrix: NDArray[np.generic], vector: Floats) -> Floats:
    """Their product, added up in the same order wherever they lie in memory, which BLAS does not promise."""
    return np.asarray((np.asarray(matrix, dtype=float) * vector).sum(axis=1))


def unbalanced(question: Question) -> list[Problem]:
    """A balance that was asked for in so many words, where no need has two families on offer: it asks nothing."""
    ask = question.scenario.plan
    if "plug_balance" not in ask.model_fields_set or ask.plug_balance <= 0 or PlugBalance.of(question) is not None:
        return []
    driven = question.demand.kwh_per_day.sum(axis=0) > 0
    kinds = zip(question.demand.classes, _offered(question) & driven, strict=True)
    families = list(dict.fromkeys(one.family.label for one, both in kinds if both))
    way = _("no balance is kept, since it needs two plug families; add chargers of another to plan.chargers")
    if not families:
        what = _("no charger on offer serves anybody")
    elif len(families) > 1:
        what = _(
            "chargers are on offer for {families}, but not for two in one need, fast or slow, of which one has {large_from:.0%} of its demand",
            families=listed(families),
            large_from=ask.plug_balance_from,
        )
    elif len({plug for charger in question.chargers if charger.work is None for plug in charger.standards}) > 1:
        what = _(
            "of the plug families that chargers on offer serve, {families} alone is driven", families=listed(families)
        )
        way = _("no balance is kept, since it needs two plug families; count vehicles of another under [fleet]")
    else:
        what = _("chargers are on offer for {families} alone", families=listed(families))
    return [Problem(PlugBalance.key, what, way)]


def _class_words(family: PortFamily, need: Need) -> str:
    """``GB/T fast``."""
    if need is Need.FAST:
        return _("{family} fast", family=family.label)
    return _("{family} slow", family=family.label)


def _offered(question: Question) -> Mask:
    """Demand classes for which new chargers are on offer; (classes,)."""
    new = [k for k, charger in enumerate(question.chargers) if charger.work is None]
    brought = (question.pools.guns[:, new] > 0).any(axis=1)
    return np.asarray((question.pools.serves & brought).any(axis=1))


def _on_diagonal(parts: Sequence[NDArray[np.generic]]) -> Floats:
    """Tables one below and beside the other, 0 elsewhere."""
    out, row, column = np.zeros(np.sum([part.shape for part in parts], axis=0)), 0, 0
    for part in parts:
        out[row : row + part.shape[0], column : column + part.shape[1]] = part
        row, column = row + part.shape[0], column + part.shape[1]
    return out
