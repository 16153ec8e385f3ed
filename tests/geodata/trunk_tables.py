"""Small networks of main roads as tables, for tests."""

from pathlib import Path

from geodata.input_file import InputFile
from geodata.trunk.faults import Fault
from geodata.trunk.reading import Trunk, TrunkRequest, read_trunk

NODES = ["a,70.0,42.0,KG", "b,71.0,42.0,KG", "c,72.0,42.0,KG", "d,72.0,43.0,KZ"]
EDGES = ["a,b,90", "b,c,90", "c,d,120"]
TOWNS = ["Alpha,70.0,42.0,100000,KG", "Gamma,72.0,42.0,50000,KG", "Delta,72.0,43.0,40000,KZ"]


def table(path: Path, header: str, rows: list[str]) -> InputFile:
    """Write a table."""
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return InputFile(path)


def made(
    folder: Path,
    nodes: list[str] = NODES,
    edges: list[str] = EDGES,
    towns: list[str] = TOWNS,
    corrections: list[str] | None = None,
    **asked: object,
) -> Trunk:
    """Write the tables and read them."""
    columns = "u,v,km,minutes,closed,action"
    return read_trunk(
        TrunkRequest(
            nodes=table(folder / "nodes.csv", "id,lon,lat,country", nodes),
            edges=table(folder / "edges.csv", "u,v,km", edges),
            towns=table(folder / "towns.csv", "name,lon,lat,population,country", towns),
            corrections=None if corrections is None else table(folder / "corrections.csv", columns, corrections),
            **asked,  # type: ignore[arg-type]
        )
    )


def fault(trunk: Trunk, kind: str) -> Fault | None:
    """Fault of a kind, None where there is none."""
    return next((one for one in trunk.faults if one.kind == kind), None)
