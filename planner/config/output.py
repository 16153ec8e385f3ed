"""The table `[output]` of a configuration file; the text under each field is the manual."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from planner.config.section import Section
from planner.support.speech import _

Language = Literal["en", "ru", "kk", "uz", "ky", "tg"]


class OutputConfig(Section):
    """`[output]`: languages and currency of what is written for people."""

    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en",)
    """Languages of map, report and tables: en, ru, kk, uz, ky, tg. The first is that of `report.html` and its kin, each further one makes files of its own (`report.kk.html`). Scripts read the same column names in all. `--lang` takes the place of this list."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    """A currency shown beside US dollars (KZT, UZS, KGS, TJS, TMT); default: the country's, where `usd_rate` is given."""
    usd_rate: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    """Units of the currency for one US dollar; without it all amounts are in dollars alone."""
    rate_date: date | None = None
    """Day of that rate, shown beside it."""

    @model_validator(mode="after")
    def _each_language_once(self) -> "OutputConfig":
        if len(set(self.languages)) < len(self.languages):
            raise ValueError(_("'languages' names a language twice; name each once"))
        if self.currency is not None and self.usd_rate is None:
            raise ValueError(_("'currency' needs 'usd_rate', the units of it for one US dollar"))
        return self
