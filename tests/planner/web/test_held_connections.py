"""Nobody keeps others out by holding connections: half-sent requests, bodies that drip, more connections than there is room for."""

import socket
import threading
import time

import pytest

from planner.web.settings import Limits, Rates, Settings
from tests.fixtures.listening import asked, listening

FAST = Rates(burst=1e6, changes_burst=1e6)
PLAIN = b"GET /language/xx HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
SCRIPT = b"Host: 127.0.0.1\r\nX-Evplan: 1\r\n"
HALF = (b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")


def held(port, sent):
    one = socket.create_connection(("127.0.0.1", port), timeout=5)
    one.sendall(sent)
    return one


def is_closed_within(one, seconds):
    one.settimeout(seconds)
    try:
        while one.recv(65536):
            pass
    except ConnectionError:
        pass
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize("half", HALF)
def test_the_head_of_a_request_that_does_not_end_is_not_waited_for(project, half):
    with listening(project, Settings(limits=Limits(head_s=0.3), rates=FAST)) as port, held(port, half) as one:
        began = time.monotonic()
        over = threading.Event()

        def drip():
            while not over.wait(0.05):
                try:
                    one.sendall(b"x" if half else b"G")
                except OSError:
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        assert is_closed_within(one, 3)
        over.set()
        dripping.join()
        assert 0.2 < time.monotonic() - began < 3


def test_a_body_that_nobody_reads_keeps_no_connection_open(project):
    with listening(project, Settings(limits=Limits(head_s=0.3), rates=FAST)) as port:
        unread = b"POST /no/such/page HTTP/1.1\r\nContent-Length: 1000\r\n" + SCRIPT + b"\r\nx"
        with held(port, unread) as one:
            time.sleep(0.1)
            one.sendall(b"x")
            assert is_closed_within(one, 3)


def test_more_connections_than_there_is_room_for_push_out_those_that_ask_nothing(project):
    with listening(project, Settings(limits=Limits(connections=20), rates=FAST)) as port:
        rows = [held(port, HALF[at % 2]) for at in range(60)]
        try:
            for _time in range(5):
                assert asked(port, PLAIN).startswith(b"HTTP/1.1 4")
            still = sum(not is_closed_within(one, 0.01) for one in rows)
            assert 0 < still <= 20
        finally:
            for one in rows:
                one.close()


def test_a_body_that_stops_on_its_way_is_refused_and_uploads_of_others_come_in(project):
    limits = Limits(body_s=0.5, body_bytes_per_s=1e6)
    half = b"POST /api/files?name=a.csv HTTP/1.1\r\nContent-Length: 100000\r\n" + SCRIPT + b"\r\na,b\n"
    whole = (
        b"POST /api/files?name=b.csv HTTP/1.1\r\nContent-Length: 8\r\nConnection: close\r\n"
        + SCRIPT
        + b"\r\na,b\n1,2\n"
    )
    with listening(project, Settings(limits=limits, rates=FAST)) as port:
        asked(port, whole)  # readers of tables are loaded
    with listening(project, Settings(limits=Limits(body_s=30), rates=FAST)) as port:
        rows = [held(port, half) for _one in range(12)]
        time.sleep(0.2)
        assert b" 201 " in asked(port, whole, 5).partition(b"\r\n")[0]
        for one in rows:
            one.close()
    with listening(project, Settings(limits=limits, rates=FAST)) as port, held(port, half) as one:
        answer = one.recv(65536)
        assert answer.startswith(b"HTTP/1.1 408")
        assert is_closed_within(one, 3)
    assert [one.name for one in project.files.all()] == ["b.csv", "b.csv"]
    assert all(one.name.isdigit() for one in (project.root / "files").iterdir()), "nothing half is left"


def test_uploads_that_race_for_the_room_of_a_project_never_have_more_than_it(project):
    limits = Limits(project_bytes=10_000)
    size = 4000
    head = f"POST /api/files?name=a.csv HTTP/1.1\r\nContent-Length: {size}\r\nConnection: close\r\n".encode() + SCRIPT
    body = b"a,b\n" + b"1,2\n" * ((size - 4) // 4)
    with listening(project, Settings(limits=limits, rates=FAST)) as port:
        rows = [held(port, head + b"\r\n" + body[:-4]) for _one in range(5)]
        time.sleep(0.2)
        answers = []
        for one in rows:
            one.sendall(body[-4:])
        for one in rows:
            with one:
                answers.append(int(one.recv(65536).split()[1]))
    assert answers.count(201) == 2, answers
    assert {one for one in answers if one != 201} == {400}
    assert project.files.kept_bytes() == 2 * size
