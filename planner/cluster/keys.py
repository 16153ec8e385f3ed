"""Keys by which the processes of a cluster know each other."""

from typing import Any

from distributed.security import Security

from planner.cluster.sound_tls import SoundSocket


class SoundSecurity(Security):  # type: ignore[misc]  # Dask has no types
    """Dask's own, with connections that do not break for the fault of others."""

    __slots__ = Security.__slots__  # by which Dask knows its parameters

    def get_connection_args(self, role: str) -> dict[str, Any]:
        """What a connection is begun with."""
        return _sound(super().get_connection_args(role))

    def get_listen_args(self, role: str) -> dict[str, Any]:
        """What is listened with."""
        return _sound(super().get_listen_args(role))


def _sound(args: dict[str, Any]) -> dict[str, Any]:
    if args.get("ssl_context") is not None:
        args["ssl_context"].sslsocket_class = SoundSocket
    return args
