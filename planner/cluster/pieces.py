"""Data of jobs that lies with the workers: each piece is sent to a worker once, and let go when others need the room."""

from typing import Any

from planner.cluster.parcels import Packed, Packing

KEPT_BYTES = 1 << 30
"""What may stay with the workers between two rounds of jobs."""


class Pieces:
    """Data that was sent.

    Parameters
    ----------
    client : distributed.Client
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._there: dict[str, dict[str, Any]] = {}  # by worker and key
        self._sizes: dict[str, int] = {}
        self._made: dict[str, bytes] = {}
        self._packing = Packing(self._found)

    def packed(self, what: object) -> Packed:
        """Return an object as bytes."""
        return self._packing.packed(what)

    def at(self, worker: str, packed: Packed) -> dict[str, Any]:
        """Futures of the pieces of a packed object by key, sent to a worker that has not got them.

        Parameters
        ----------
        worker : str
            Its address.
        packed : Packed
        """
        there = self._there.setdefault(worker, {})
        lacking = {key: self._bytes(key) for key in packed.pieces if key not in there}
        if lacking:
            there |= self._client.scatter(lacking, workers=[worker])
        self._made.clear()
        return {key: there[key] for key in packed.pieces}

    def trim(self) -> None:
        """Let go of everything if it is much, for the next round may be about something else."""
        if sum(self._sizes.values()) > KEPT_BYTES:
            self.clear()

    def clear(self) -> None:
        """Let go of everything."""
        self._packing.forget()
        for what in (self._there, self._sizes, self._made):
            what.clear()

    def _bytes(self, key: str) -> bytes:
        return self._made[key] if key in self._made else self._packing.again(key)

    def _found(self, key: str, body: bytes) -> None:
        self._made[key] = body
        self._sizes[key] = len(body)
