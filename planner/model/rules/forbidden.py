"""Forbidden sites: nothing may be added there, by the user's wish, because a gate leaves them out or because others run the station."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.errors import ConfigError
from planner.model.instance.instance import Instance
from planner.model.instance.parts import UNLIMITED
from planner.model.rules.forced import Forced
from planner.model.rules.kinds.ids import sites_named
from planner.model.rules.kinds.local import Local, Offered, SiteRow
from planner.model.rules.kinds.ruling import Line, Use
from planner.question import Question
from planner.support.speech import _, plural, term

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Forbidden(Local):
    """``n[j,k] = 0`` at each forbidden site.

    Parameters
    ----------
    sites : (sites,) bool
    """

    key = "plan.forbidden"
    place = 5
    title = term("Sites left alone")
    called = "plan.forbidden"
    sites: Mask

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Find the sites by their ids, those that gates leave out, and stations of others that no list names.

        Raises
        ------
        ConfigError
            An id that no site has, or a site that is forced as well.
        """
        number, ask = question.places.number(), question.scenario.plan
        sites = sites_named(ask.forbidden, cls.key, number)
        both = sites & sites_named(ask.forced, Forced.key, number)
        if both.any():
            name = str(question.places.site_id[np.flatnonzero(both)[0]])
            raise ConfigError(_("plan: site {name!r} is both forced and forbidden; take it from one list", name=name))
        named = frozenset({*ask.forced, *(one.site for one in ask.locked)})
        others = question.places.of_others & ~np.isin(question.places.site_id, list(named))
        sites = sites | question.places.gates.excluded | others
        return cls(sites) if sites.any() else None

    def keeps(self, instance: Instance, site: "Ints | int", chargers: Ints) -> Mask:
        """Nothing there."""
        return np.asarray(~(self.sites[site] & chargers.any(axis=1)))

    def rows(self, instance: Instance, offered: Offered) -> Iterator[SiteRow]:
        """None: nothing is on offer there; a plan that is given brings its own sets, and keeps the rule itself."""
        none = np.empty(0, dtype=np.int64)
        for site in np.flatnonzero(self.sites).tolist():
            mine = dict(offered.at).get(site, none)
            if len(mine):
                yield SiteRow(site, mine, np.ones(len(mine)))

    def most(self, instance: Instance) -> Ints:
        """None of anything there."""
        return np.where(self.sites[:, None], 0, np.full((1, len(instance.products.kw)), UNLIMITED))

    def signature(self, instance: Instance, site: int) -> bool:
        """Whether it is forbidden."""
        return bool(self.sites[site])

    def contradictions(self, instance: Instance) -> Iterator[str]:
        """A site that is forced as well."""
        forced = instance.rules.get(Forced)
        for j in [] if forced is None else np.flatnonzero(self.sites & forced.sites).tolist():
            yield _(
                "plan: site {names!r} is both forced and forbidden; take it from one list",
                names=instance.sites.told(j),
            )

    def line(self, instance: Instance, use: Use) -> Line:
        """None of them is built at."""
        number, built = int(self.sites.sum()), int(use.chargers[self.sites].any(axis=1).sum())
        return Line(
            self.key,
            plural(
                "nothing at {n} site: forbidden, left out for its status or run by others",
                "nothing at {n} sites: forbidden, left out for their status or run by others",
                number,
            ),
            _("built at {built}", built=built),
            binds=True,
        )
