"""`plan.geojson`: RFC 7946, one Point per site, the proof and the credits as foreign members."""

from pathlib import Path
from typing import Any

from planner.dossier.dossier import Dossier
from planner.dossier.site_table import WHOLE
from planner.output.shared.sites_table import LABELLED, ranked
from planner.support.files import write_json
from planner.support.frames import plain


def write_geojson(dossier: Dossier, path: Path) -> None:
    """Write the sites with six decimals; text stays raw, for JSON needs no more."""
    write_json(path, feature_collection(dossier))


def feature_collection(dossier: Dossier) -> dict[str, Any]:
    """Build the collection. RFC 7946 lets foreign members ride along; readers that know none ignore them."""
    sites = ranked(dossier)
    columns = [name for name in LABELLED if name in sites]
    features = []
    for cells, point in zip(sites[columns].itertuples(index=False, name=None), sites.geometry, strict=True):
        properties = dict(zip(columns, (plain(cell) for cell in cells), strict=True))
        for name in WHOLE:
            if properties.get(name) is not None:
                properties[name] = int(properties[name])
        at = {"type": "Point", "coordinates": [round(point.x, 6), round(point.y, 6)]}
        features.append({"type": "Feature", "id": properties["site_id"], "geometry": at, "properties": properties})
    return {
        "type": "FeatureCollection",
        "features": features,
        "name": dossier.name,
        "city": dossier.city,
        "year": dossier.year,
        "mix": dossier.mix,
        "proof": plain(dossier.proof.as_dict()),
        "attribution": list(dossier.attribution),
        "assumptions": [one.as_dict() for one in dossier.assumptions],
    }
