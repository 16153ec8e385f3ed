"""One piece of work done in a thread beside another: for pairs of which one leaves the interpreter free, as solvers do."""

import contextvars
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@contextmanager
def beside(function: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Iterator[Future[Answer]]:
    """Run a function in a thread, with the reader of this one, while the block goes on; the block ends when both have, or at once where the user ends the run."""
    context, coming = contextvars.copy_context(), Future[Answer]()

    def call() -> None:
        try:
            coming.set_result(context.run(function, *args, **kwargs))
        except BaseException as error:  # noqa: BLE001  # raised where it is waited for
            coming.set_exception(error)

    thread, waited_for = threading.Thread(target=call, name="beside", daemon=True), True
    thread.start()
    try:
        yield coming
    except KeyboardInterrupt:
        waited_for = False
        raise
    finally:
        if waited_for:
            thread.join()
