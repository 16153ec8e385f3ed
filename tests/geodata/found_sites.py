"""Candidate sites of features drawn in metres, by what a test asks of them."""

import numpy as np
from feature_fixtures import CITY, CRS, extract_of, spot

from geodata.osm.site_kinds import SITE_KINDS
from geodata.osm.sites import candidate_sites

LOT = {"amenity": "parking"}
NOBODY = np.empty((0, 2))


def found(features, kinds=tuple(SITE_KINDS), *, streets=(), existing=NOBODY, boundary=CITY, most=12, share=0.2):
    return candidate_sites(
        extract_of(features, streets),
        list(kinds),
        crs=CRS,
        boundary=boundary,
        existing_xy=np.asarray(existing, dtype=float),
        default_bays=4,
        max_bays=most,
        bay_share=share,
    )


def only(tags, shape=None, **options):
    """The one site made of one object."""
    sites, _ = found([("w1", tags, shape or spot(0, 0))], **options)
    assert len(sites) == 1
    return sites.iloc[0]


def reasons(report):
    return {problem.record: problem.reason for problem in report.problems if problem.record != "sites.from_osm"}
