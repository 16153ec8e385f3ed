"""Forced sites: something must be built at each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.errors import ConfigError
from planner.model.instance.instance import Instance
from planner.model.rules.kinds.ids import sites_named
from planner.model.rules.kinds.local import Local, Offered, SiteRow
from planner.model.rules.kinds.ruling import DUST, Given, Line, RuleRows, Use, Writer, at_least
from planner.question import Question
from planner.support.site_ids import SiteId
from planner.support.speech import _, joined, plural, term

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Forced(Local):
    """``open[j] >= 1`` and ``sum_s w[j,s] >= 1`` over the sets that add something, at each forced site.

    Parameters
    ----------
    sites : (sites,) bool
    """

    key = "plan.forced"
    place = 10
    title = term("Sites that must be built")
    called = "plan.forced"
    demands = True
    gives_way = True
    sites: Mask

    @classmethod
    def of(cls, question: Question) -> Self | None:
        """Find the sites by their ids.

        Raises
        ------
        ConfigError
            An id that no site has, or a site that a gate leaves out.
        """
        places = question.places
        sites = sites_named(question.scenario.plan.forced, cls.key, places.number())
        if (sites & places.gates.excluded).any():
            j = int(np.flatnonzero(sites & places.gates.excluded)[0])
            status = _(
                "land is {land_status}, its connection {connection_status} and its access {access}",
                land_status=places.land_status[j],
                connection_status=places.connection_status[j],
                access=places.access[j],
            )
            raise ConfigError(
                _(
                    "plan.forced: site {site_id!r} is left out by [gates], its {status}; take it from the list, or give its status a price there",
                    site_id=SiteId(places.site_id[j]),
                    status=status,
                )
            )
        return cls(sites) if sites.any() else None

    def must(self, instance: Instance) -> Mask:
        """The forced sites."""
        return self.sites

    def keeps(self, instance: Instance, site: "Ints | int", chargers: Ints) -> Mask:
        """A forced site adds something; taking guns away alone is nothing."""
        return np.asarray(~self.sites[site] | chargers[:, instance.products.bays >= 0].any(axis=1))

    def dominance(self, instance: Instance, site: int, chargers: Ints) -> Floats | None:
        """The cheaper set may only take away, which is no building."""
        return self.keeps(instance, site, chargers)[:, None].astype(float) if self.sites[site] else None

    def rows(self, instance: Instance, offered: Offered) -> Iterator[SiteRow]:
        """Two a forced site, also where nothing is on offer."""
        none, at = np.empty(0, dtype=np.int64), dict(offered.at)
        for site in np.flatnonzero(self.sites).tolist():
            sets = at.get(site, none)
            adding = sets[offered.chargers[sets][:, instance.products.bays >= 0].any(axis=1)]
            yield SiteRow(site, adding, -np.ones(len(adding)), right=-1.0)
            if not instance.sites.existing[site]:
                yield SiteRow(site, none, np.empty(0), opened=1.0, right=-1.0)

    def signature(self, instance: Instance, site: int) -> bool:
        """Whether it is forced."""
        return bool(self.sites[site])

    def lacks(self, instance: Instance, site: int) -> Iterator[str]:
        """It may be left out."""
        if self.sites[site]:
            yield _("{asks}: leave out {name}", asks=self.key, name=instance.sites.told(site))

    def size(self, instance: Instance) -> float:
        """How many sites."""
        return max(1.0, float(self.sites.sum()))

    def give_way(self, instance: Instance, writer: Writer, rows: RuleRows) -> Given:
        """A forced site may be left out, wholly."""
        columns = []
        for site in np.flatnonzero(self.sites):
            mine = rows.row[rows.whose == site]
            columns.append(writer.ease(mine.tolist(), [1.0] * len(mine)))
        return Given(np.array(columns, dtype=np.int64), np.ones(len(columns)))

    def eased(self, instance: Instance, values: Floats, least: float, *, proven: bool) -> str:
        """Which sites must go."""
        sites, number = np.flatnonzero(self.sites), int(np.ceil(least - DUST))
        shown = np.argsort(-values, kind="stable")[: max(number, int((values > 0.5).sum()))]
        gone = joined(", ", [instance.sites.told(j) for j in sites[shown]])
        return _(
            "{key}: {at_least}{number} of the {count} forced sites must go, for example {gone}",
            key=self.key,
            at_least=at_least(proven=proven),
            number=number,
            count=len(sites),
            gone=gone,
        )

    def promise(self, instance: Instance) -> str:
        """How many sites are forced."""
        number = int(self.sites.sum())
        return plural("{n} forced site built", "{n} forced sites built", number)

    def line(self, instance: Instance, use: Use) -> Line:
        """How many of them are built."""
        built = int(use.chargers[self.sites].any(axis=1).sum())
        return Line(
            self.key,
            self.promise(instance),
            _("{part} of {whole}", part=built, whole=int(self.sites.sum())),
            binds=True,
        )
