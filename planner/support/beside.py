"""One piece of work done in a thread beside another: for pairs of which one leaves the interpreter free, as solvers do."""

import contextvars
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@contextmanager
def beside(function: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Iterator[Future[Answer]]:
    """Run a function in a thread, with the reader of this one, while the block goes on; the block ends when both have."""
    context = contextvars.copy_context()
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(lambda: context.run(function, *args, **kwargs))
