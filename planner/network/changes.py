"""What is known better of single sites: bays and power that `sites.changes` names."""

from collections.abc import Sequence

import pandas as pd

from planner.config.sites import SiteChangeConfig
from planner.errors import ConfigError
from planner.support.speech import _
from planner.support.spelling import nearest_known


def with_changes(rows: pd.DataFrame, changes: Sequence[SiteChangeConfig]) -> pd.DataFrame:
    """Put the bays and the power of each change in place of those of its site.

    Raises
    ------
    ConfigError
        No place has the id.
    """
    if not changes:
        return rows
    out = rows.set_index("site_id", drop=False)
    for one in changes:
        if one.site not in out.index:
            raise ConfigError(
                _(
                    "sites.changes: no site has the id {site!r}; {nearest_known}",
                    site=one.site,
                    nearest_known=nearest_known(one.site, out.index)[:160],
                )
            )
        if one.bays is not None:
            out.loc[one.site, ["bays", "bays_assumed"]] = [one.bays, False]
        if one.grid_kw is not None:
            out.loc[one.site, "grid_kw"] = one.grid_kw
    return out.reset_index(drop=True)
