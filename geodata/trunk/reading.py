"""Main roads and towns as a request names them: read, checked, corrected, of one piece, with the account of all that was found."""

from dataclasses import dataclass, field
from typing import Any

from geodata.errors import InputError
from geodata.input_file import Fingerprint, InputFile
from geodata.osm.extract import OsmExtract
from geodata.speech import _
from geodata.trunk.applied import Applied, as_now
from geodata.trunk.borders import closed_edges, crossings
from geodata.trunk.checked import Speeds, network_of
from geodata.trunk.corrections import corrected, read_corrections
from geodata.trunk.cutting import cut_at_towns
from geodata.trunk.doubts import KnownWay, tell_detours, tell_known, tell_straight
from geodata.trunk.faults import Fault, Faults
from geodata.trunk.lines import read_trunk_lines
from geodata.trunk.misplaced import Source, exchanged, insist_on_degrees
from geodata.trunk.network import Floats, Ints, TrunkNetwork
from geodata.trunk.osm import extract_of, trunk_of
from geodata.trunk.pieces import largest_piece
from geodata.trunk.raw import RawTrunk
from geodata.trunk.tables import read_trunk_tables
from geodata.trunk.through import of_countries, within_or_beside
from geodata.trunk.town_table import read_towns
from geodata.trunk.towns import Town, Towns, plain_name, snapped
from geodata.trunk.unreached import tell_unreached

LEAST_TOWNS = 2
"""On the roads, between which anybody drives."""


@dataclass(frozen=True)
class TrunkRequest:
    """What main roads and towns are read from.

    Parameters
    ----------
    nodes, edges : InputFile, optional
        Tables; or, instead, `lines` or `osm`.
    lines : InputFile, optional
        Layer of lines.
    osm : InputFile, optional
        Extract of OpenStreetMap; beside tables or lines it gives places for stations alone.
    corrections : InputFile, optional
    towns : InputFile, optional
        Table of towns, or a dump of GeoNames.
    known_towns : tuple of Town
        Taken where there is no table; else they tell which of two tables has longitude and latitude exchanged.
    known_ways : tuple of KnownWay
        Distances to hold the network against.
    countries : tuple of str
        ISO 3166-1 alpha-2: roads and towns of these alone; all where empty.
    closed_borders : tuple of str
        As `geodata.trunk.borders.closed_edges`.
    speeds : Speeds
    snap_km : float
        Farther from every node a town is on no road.
    through_km : float
        Foreign stretches of at most this length are kept where towns hang together by them.
    least_population : float
        Smaller places are no towns.
    """

    nodes: InputFile | None = None
    edges: InputFile | None = None
    lines: InputFile | None = None
    osm: InputFile | None = None
    corrections: InputFile | None = None
    towns: InputFile | None = None
    known_towns: tuple[Town, ...] = ()
    known_ways: tuple[KnownWay, ...] = ()
    countries: tuple[str, ...] = ()
    closed_borders: tuple[str, ...] = ()
    speeds: Speeds = field(default_factory=Speeds)
    snap_km: float = 15.0
    through_km: float = 150.0
    least_population: float = 0.0


@dataclass(frozen=True)
class Trunk:
    """Main roads and the towns on them.

    Parameters
    ----------
    network : TrunkNetwork
        One piece, but for borders that are closed.
    towns : Towns
    faults : tuple of Fault
    told_nodes, told_edges : int
        Of the source, in all countries.
    applied : tuple of Applied
        Corrections that were applied.
    crossings : int
        Edges from country to country that are open.
    files : tuple of Fingerprint
    extract : OsmExtract or None
        For places beside the roads.
    off_roads : tuple of Town
        Those that no road reaches.
    unclosed : TrunkNetwork or None
        The same nodes with closed borders open; None where none is closed.
    """

    network: TrunkNetwork
    towns: Towns
    faults: tuple[Fault, ...]
    told_nodes: int
    told_edges: int
    applied: tuple[Applied, ...] = ()
    crossings: int = 0
    files: tuple[Fingerprint, ...] = ()
    extract: OsmExtract | None = None
    off_roads: tuple[Town, ...] = ()
    unclosed: TrunkNetwork | None = None

    @property
    def corrections(self) -> int:
        """How many corrections were applied."""
        return len(self.applied)

    def as_dict(self) -> dict[str, Any]:
        """Account in plain JSON form."""
        return {
            "nodes": self.network.nodes,
            "edges": len(self.network.km),
            "km": round(float(self.network.km.sum()), 1),
            "told_nodes": self.told_nodes,
            "told_edges": self.told_edges,
            "towns": len(self.towns),
            "corrections": self.corrections,
            "applied": [one.as_dict() for one in self.applied],
            "crossings": self.crossings,
            "faults": [one.as_dict() for one in self.faults],
        }


def read_trunk(request: TrunkRequest) -> Trunk:
    """Read everything that the request names.

    Raises
    ------
    MissingFileError, InputError
        A file is missing or of no use, or there is no road, or no town on any.
    """
    faults = Faults()
    raw, extract = _raw(request)
    nodes_in = raw.source if request.nodes is None else request.nodes.path
    insist_on_degrees(raw.nodes, nodes_in)
    whole = network_of(raw, faults, request.speeds)
    told, town_files = _told_towns(request, faults)
    network = _of_countries(request, whole, told, raw, faults)
    if request.countries:
        faults.forget_beyond(within_or_beside(whole, network, request.countries))
    network, applied, correction_files = _with_corrections(request, network, told, faults)
    pieces = network
    network, unclosed = _of_one_piece(request, pieces, told, faults)
    towns = snapped(network, told, request.snap_km)
    tell_unreached(network, pieces, told, request.snap_km, faults, known=request.towns is None)
    _insist_on_towns(request, raw, towns, told, nodes_in)
    applied = as_now(applied, network, towns, faults)
    tell_straight(network, faults)
    tell_detours(network, towns, faults)
    tell_known(network, towns, request.known_ways, faults)
    return Trunk(
        network=network,
        towns=towns,
        faults=faults.told(),
        told_nodes=len(raw.nodes),
        told_edges=len(raw.edges),
        applied=applied,
        crossings=int(crossings(network).sum()),
        files=(*_files(raw, extract), *town_files, *correction_files),
        extract=extract,
        off_roads=tuple(one for one in told if one.name not in {own.name for own in towns.towns}),
        unclosed=unclosed,
    )


def _files(raw: RawTrunk, extract: OsmExtract | None) -> tuple[Fingerprint, ...]:
    """What roads, and places beside them, were read from, each file once."""
    beside = None if extract is None else extract.file
    return raw.files if beside is None or beside in raw.files else (*raw.files, beside)


def _told_towns(request: TrunkRequest, faults: Faults) -> tuple[tuple[Town, ...], tuple[Fingerprint, ...]]:
    """Towns of the table and its file, or without one those that are known."""
    if request.towns is None:
        return request.known_towns, ()
    told, file = read_towns(
        request.towns, faults, countries=request.countries, least_population=request.least_population
    )
    return told, (file,)


def _of_countries(
    request: TrunkRequest, whole: TrunkNetwork, told: tuple[Town, ...], raw: RawTrunk, faults: Faults
) -> TrunkNetwork:
    """Roads of the countries that are asked for, and foreign stretches that join their towns.

    Raises
    ------
    InputError
        There is no road.
    """
    nodes = _near(whole, told, request.snap_km)[0]
    network = of_countries(whole, request.countries, nodes, request.through_km, faults)
    if not len(network.km):
        asked = ", ".join(request.countries) or _("any country")
        raise InputError(raw.source, _("not one road that can be used"), _("expected roads of {asked}", asked=asked))
    return network


def _with_corrections(
    request: TrunkRequest, network: TrunkNetwork, told: tuple[Town, ...], faults: Faults
) -> tuple[TrunkNetwork, tuple[Applied, ...], tuple[Fingerprint, ...]]:
    """The roads as the table of corrections has them, what was applied, and its file."""
    if request.corrections is None:
        return network, (), ()
    rows, file = read_corrections(request.corrections)
    named = {plain_name(end) for one in rows for end in (one.u, one.v)}
    meant = [one for one in told if plain_name(one.name) in named]
    network, _parents = cut_at_towns(network, meant, request.snap_km, faults)
    here = snapped(network, told, request.snap_km)
    off = {plain_name(one.name) for one in told} - {plain_name(one.name) for one in here.towns}
    network, applied = corrected(network, here, rows, request.speeds, faults, off)
    return network, applied, (file,)


def _of_one_piece(
    request: TrunkRequest, pieces: TrunkNetwork, told: tuple[Town, ...], faults: Faults
) -> tuple[TrunkNetwork, TrunkNetwork | None]:
    """The largest piece with a node at every town, closed borders taken out of it; and with these, where there are any."""
    node, people = _near(pieces, told, request.snap_km)
    network = largest_piece(pieces, node, people, faults)
    closed = closed_edges(network, request.closed_borders, faults)
    network, parent = cut_at_towns(network, told, request.snap_km, faults, closed)
    closed = closed[parent]
    return network.with_edges(~closed), network if closed.any() else None


def _insist_on_towns(
    request: TrunkRequest, raw: RawTrunk, towns: Towns, told: tuple[Town, ...], nodes_in: Source
) -> None:
    """Refuse roads without towns, and tables of which one has longitude and latitude exchanged.

    Raises
    ------
    InputError
        There is no town on any road, or too few as a table is of another place.
    """
    if len(towns) < LEAST_TOWNS:
        tables = nodes_in, None if request.towns is None else request.towns.path
        if wrong := exchanged(raw, told, request.known_towns, tables):
            raise wrong
    if not len(towns):
        raise InputError(
            raw.source, _("no town within {km:g} km of a road", km=request.snap_km), _("give towns, or raise snap_km")
        )


def _raw(request: TrunkRequest) -> tuple[RawTrunk, OsmExtract | None]:
    extract = None if request.osm is None else extract_of(request.osm)
    if request.nodes is not None and request.edges is not None:
        return read_trunk_tables(request.nodes, request.edges), extract
    if request.lines is not None:
        return read_trunk_lines(request.lines), extract
    if extract is None:
        raise InputError(
            "corridors", _("no roads"), _("expected nodes and edges, lines, or an extract of OpenStreetMap")
        )
    return trunk_of(extract), extract


def _near(network: TrunkNetwork, told: tuple[Town, ...], snap_km: float) -> tuple[Ints, Floats]:
    """Nodes of the towns that a road comes near, and their people."""
    towns = snapped(network, told, snap_km)
    return towns.node, towns.population
