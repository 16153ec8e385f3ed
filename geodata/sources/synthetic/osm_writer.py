"""The drawing as an .osm.pbf file."""

from pathlib import Path

from geodata.sources.synthetic.drawing import Drawing
from geodata.sources.synthetic.spec import CitySpec

DATA_DATE = "2026-03-01T00:00:00Z"


def write_pbf(drawing: Drawing, spec: CitySpec, path: Path) -> None:
    """Write nodes, ways and relations in this order, without authors or dates; the header says who made it."""
    import osmium  # noqa: PLC0415 - heavy, and only needed here
    from osmium.osm import mutable  # noqa: PLC0415

    header = osmium.io.Header()
    header.set("generator", "evplan synthetic")
    header.set("osmosis_replication_timestamp", DATA_DATE)
    path.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(path), header=header) as writer:
        for number, point in enumerate(drawing.points, start=1):
            writer.add_node(
                mutable.Node(id=number, location=spec.lonlat(point), tags=dict(drawing.node_tags.get(number, {})))
            )
        for number, way in enumerate(drawing.ways, start=1):
            writer.add_way(mutable.Way(id=number, nodes=list(way.nodes), tags=dict(way.tags)))
        for number, relation in enumerate(drawing.relations, start=1):
            writer.add_relation(mutable.Relation(id=number, members=list(relation.members), tags=dict(relation.tags)))
