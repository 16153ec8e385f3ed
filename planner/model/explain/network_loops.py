"""The network simplex method as compiled loops: flows of most profit from sources to one sink, gone on with after arcs are opened.

G. B. Dantzig, *Application of the simplex method to a transportation problem* (1951); W. H. Cunningham, *A network simplex method*
(Mathematical Programming 11, 1976): a tree in which every node can send something more to the sink never cycles, and stays such a tree where
of the arcs that limit a pivot the last one leaves, counted along the pivot's circle from where it is nearest to the sink.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EMPTY, FULL, TREE, SHUT = range(4)
"""State of an arc: nothing or all that it holds flows, it is part of the tree, or nothing may flow yet."""
GAIN = 1e-10
"""What a kWh must earn for another pivot, of worth about 1 at most."""
BLOCK = 64
"""Arcs of which the best enters; more looks of fewer arcs."""
PIVOTS = 100
"""Per arc, after which something is wrong."""


class Net(NamedTuple):
    """Arcs and nodes; the sink is node 0, and nothing leaves it.

    Parameters
    ----------
    tail, head : (arcs,) int
    profit, most : (arcs,)
        Of a unit; the most that may flow, inf where nothing limits it.
    flow : (arcs,)
    state : (arcs,) int
    parent, link, depth : (nodes,) int
        Towards the sink: the next node, the arc between, how many arcs in all.
    price : (nodes,)
        What a unit more at a node would earn.
    child, after, before : (nodes,) int
        First of those whose parent a node is; its neighbours among those with its parent. -1 for none.
    stack : (nodes,) int
    """

    tail: Ints
    head: Ints
    profit: Floats
    most: Floats
    flow: Floats
    state: Ints
    parent: Ints
    link: Ints
    depth: Ints
    price: Floats
    child: Ints
    after: Ints
    before: Ints
    stack: Ints


def net_for(tail: Ints, head: Ints, profit: Floats, most: Floats, nodes: int) -> Net:
    """Allocate a network; `plant` gives it its tree."""
    none, whole = np.zeros(len(tail)), [np.full(nodes, -1, dtype=np.int64) for _ in range(7)]
    parent, link, depth, child, after, before, stack = whole
    state = np.zeros(len(tail), dtype=np.int64)
    return Net(tail, head, profit, most, none, state, parent, link, depth, np.zeros(nodes), child, after, before, stack)


@compiled
def plant(net: Net, down: Ints) -> None:
    """Begin with the tree of these arcs, in an order in which each head is in the tree already, and flows as they are there."""
    net.child[:] = -1
    net.depth[0] = 0
    for a in down:
        node, up = net.tail[a], net.head[a]
        net.state[a] = TREE
        net.parent[node], net.link[node], net.depth[node] = up, a, net.depth[up] + 1
        net.price[node] = net.profit[a] + net.price[up]
        _hang(net, node, up)


@compiled
def values_as_opened(net: Net, opened: Ints, start: Ints) -> Floats:
    """Most profit with what is open, then with the first lot of arcs opened, with the first two, …; (lots + 1,).

    `opened[start[k] : start[k + 1]]` are the arcs of a lot. Not a number from where the method does not end, which it always has.
    """
    values = np.full(len(start), np.nan)
    for lot in range(len(start)):
        if lot > 0:
            for a in opened[start[lot - 1] : start[lot]]:
                if net.state[a] == SHUT:
                    net.state[a] = EMPTY
        if not _improve(net):
            break
        value = 0.0
        for a in range(len(net.flow)):
            value += net.flow[a] * net.profit[a]
        values[lot] = value
    return values


@compiled
def _improve(net: Net) -> bool:
    """Pivot until no arc earns more; whether that was so in time."""
    arcs = len(net.tail)
    at, idle, left = 0, 0, PIVOTS * arcs
    while idle < arcs and left > 0:
        best, enters = GAIN, -1
        for _ in range(min(BLOCK, arcs)):
            state = net.state[at]
            if state < TREE:
                gain = net.profit[at] + net.price[net.head[at]] - net.price[net.tail[at]]
                if state == FULL:
                    gain = -gain
                if gain > best:
                    best, enters = gain, at
            at = at + 1 if at + 1 < arcs else 0
            idle += 1
        if enters >= 0:
            _pivot(net, enters)
            idle = 0
            left -= 1
    return left > 0


@compiled
def _pivot(net: Net, enters: int) -> None:
    """Send along the circle that an arc closes what it bears, and exchange the arc for the one that limits it."""
    forth = net.state[enters] == EMPTY
    first, last = (net.tail[enters], net.head[enters]) if forth else (net.head[enters], net.tail[enters])
    most, leaves, before = math.inf, -1, True
    one, other = first, last
    while one != other:  # to where both ways meet; on the way from there to the arc the nearest to the arc leaves
        if net.depth[one] >= net.depth[other]:
            room = _room(net, one, up=False)
            if room < most:
                most, leaves, before = room, one, True
            one = net.parent[one]
        else:
            other = net.parent[other]
    meet, own = one, net.most[enters]
    if own <= most:
        most, leaves = own, -1
    other = last
    while other != meet:  # and on the way back the nearest to where they meet
        room = _room(net, other, up=True)
        if room <= most:
            most, leaves, before = room, other, False
        other = net.parent[other]
    net.flow[enters] += most if forth else -most
    node = first
    while node != meet:
        _send(net, node, most, up=False)
        node = net.parent[node]
    node = last
    while node != meet:
        _send(net, node, most, up=True)
        node = net.parent[node]
    if leaves < 0:
        net.state[enters] = FULL if forth else EMPTY
        net.flow[enters] = own if forth else 0.0
        return
    gone = net.link[leaves]
    drained = (net.tail[gone] == leaves) == before  # what it carries was taken back
    net.state[gone], net.flow[gone] = (EMPTY, 0.0) if drained else (FULL, net.most[gone])
    net.state[enters] = TREE
    _rehang(net, enters, leaves, first if before else last, last if before else first)


@compiled
def _room(net: Net, node: int, up: bool) -> float:
    """How much more may go from a node to its parent, or come the other way."""
    a = net.link[node]
    return float(net.most[a] - net.flow[a] if (net.tail[a] == node) == up else net.flow[a])


@compiled
def _send(net: Net, node: int, much: float, up: bool) -> None:
    a = net.link[node]
    net.flow[a] += much if (net.tail[a] == node) == up else -much


@compiled
def _rehang(net: Net, enters: int, cut: int, inside: int, outside: int) -> None:
    """Hang the part of the tree below `cut` by the arc that enters, between a node inside of that part and one outside."""
    node, up, by = inside, outside, enters
    while True:
        above, old = net.parent[node], net.link[node]
        _unhang(net, node, above)
        net.parent[node], net.link[node] = up, by
        _hang(net, node, up)
        if node == cut:
            break
        node, up, by = above, node, old
    count = 1
    net.stack[0] = inside
    while count > 0:
        count -= 1
        node = net.stack[count]
        up, by = net.parent[node], net.link[node]
        net.depth[node] = net.depth[up] + 1
        net.price[node] = net.price[up] + (net.profit[by] if net.tail[by] == node else -net.profit[by])
        node = net.child[node]
        while node >= 0:
            net.stack[count] = node
            count += 1
            node = net.after[node]


@compiled
def _hang(net: Net, node: int, up: int) -> None:
    following = net.child[up]
    net.after[node], net.before[node], net.child[up] = following, -1, node
    if following >= 0:
        net.before[following] = node


@compiled
def _unhang(net: Net, node: int, up: int) -> None:
    previous, following = net.before[node], net.after[node]
    if previous >= 0:
        net.after[previous] = following
    else:
        net.child[up] = following
    if following >= 0:
        net.before[following] = previous
