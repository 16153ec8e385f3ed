"""Work beside other work has the reader of who started it and is waited for unless the user ends the run; output that several solvers silence comes back once all are done."""

import os
import threading

import pytest

from planner.model.program.quiet import quiet_stdout
from planner.support.beside import beside
from planner.support.speech import language, speaking


def test_the_other_thread_speaks_the_language_of_this_one_and_its_error_is_told_here():
    with speaking("ru"), beside(language) as told:
        pass
    assert told.result() == "ru"
    with beside(int, "x") as failed:
        pass
    with pytest.raises(ValueError, match="invalid literal"):
        failed.result()


def test_output_is_silent_until_the_last_of_several_threads_lets_it_speak(capfd):
    inside, end = threading.Event(), threading.Event()

    def other() -> None:
        with quiet_stdout():
            inside.set()
            end.wait(10)
            os.write(1, b"of the other\n")

    with beside(other):
        assert inside.wait(10)
        with quiet_stdout():
            os.write(1, b"of this one\n")
        os.write(1, b"still silent\n")
        end.set()
    os.write(1, b"heard\n")
    assert capfd.readouterr().out == "heard\n"


def test_who_ends_the_run_does_not_wait_for_what_is_done_beside():
    go_on = threading.Event()
    with pytest.raises(KeyboardInterrupt), beside(go_on.wait) as coming:
        raise KeyboardInterrupt
    assert not coming.done()
    go_on.set()
    assert coming.result()


def test_an_error_of_the_block_waits_for_what_is_done_beside():
    go_on = threading.Event()
    threading.Timer(0.01, go_on.set).start()
    with pytest.raises(LookupError), beside(go_on.wait) as coming:
        raise LookupError
    assert coming.done()
