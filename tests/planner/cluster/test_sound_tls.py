"""Encrypted connections in one thread: the failure of one is not taken for one of another (python/cpython#148594)."""

import socket
import ssl
import threading

import pytest
from distributed.security import Security

from planner.cluster.keys import SoundSecurity


def two_ends(key: Security) -> tuple[ssl.SSLSocket, ssl.SSLSocket]:
    """A connection that is encrypted: who listened, and who asked."""
    one, other = socket.socketpair()
    listening, ends = key.get_listen_args("scheduler")["ssl_context"], []
    thread = threading.Thread(target=lambda: ends.append(listening.wrap_socket(one, server_side=True)))
    thread.start()
    asking = key.get_connection_args("client")["ssl_context"].wrap_socket(other)
    thread.join()
    return ends[0], asking


def test_a_connection_does_not_break_for_one_whose_other_side_is_gone():
    key = SoundSecurity.temporary()
    (sound, its_other), (left, gone) = two_ends(key), two_ends(key)
    with sound, its_other, left:
        gone.close()
        with pytest.raises(OSError, match=r"Broken pipe|reset"):
            left.send(b"to nobody")
        sound.setblocking(False)
        with pytest.raises(ssl.SSLWantReadError):
            sound.recv_into(bytearray(1))
        its_other.send(b"!")
        sound.setblocking(True)
        assert sound.recv(1) == b"!"
