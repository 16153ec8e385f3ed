"""Workers of a scheduler that runs already, on this machine or on others, checked to run the same program."""

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import Any

from planner.cluster.lines import no_workers, not_there, other_version
from planner.cluster.machines import Machines
from planner.cluster.quiet import quiet
from planner.cluster.versions import first_other, versions_here
from planner.support.speech import _

CONNECT_S, WORKERS_S = 10.0, 10.0
"""How long the scheduler may take to answer, and its first worker to come."""
BY_ALL = ("dask", "distributed")
"""Libraries that the scheduler needs as well; it runs no job, and has no need of evplan."""


def machines_at(address: str) -> Machines:
    """Return the workers of a scheduler.

    Parameters
    ----------
    address : str
        As the scheduler tells it: ``tcp://host:port``, or ``tls://host:port`` with the certificates of Dask's own configuration.

    Raises
    ------
    ClusterError
        It is not there, has no workers, or one of them runs another program.
    """
    closing = ExitStack()
    try:
        closing.enter_context(quiet())
        client = _client(address)
        closing.callback(_leave, client)
        _wait_for_workers(client, address)
        return Machines(client, address, ours=False, versions=_checked(client, address), closing=closing)
    except BaseException:
        closing.close()
        raise


def _client(address: str) -> Any:
    from distributed import Client  # noqa: PLC0415  # a second, which nobody pays who asks for no scheduler

    from planner.cluster.keys import SoundSecurity  # noqa: PLC0415

    security = SoundSecurity()
    try:
        _greet(address, security)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise not_there(address, _why(error)) from None
    except Exception:  # noqa: BLE001  of whatever kind: it is what was said there that makes no sense
        raise not_there(address, _("what answers there is no Dask scheduler")) from None
    gc.collect()  # a client that was given up closes now: collected while this one begins, it would wait for a lock that this one holds
    try:
        return Client(address, timeout=CONNECT_S, security=security, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        why = _why(error)
    gc.collect()
    raise not_there(address, why)


def _greet(address: str, security: Any) -> None:
    """Greet in a thread of its own: in this one a loop may run already, as in a notebook."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _greeted(address, security)).result()


async def _greeted(address: str, security: Any) -> None:
    """Connect once and leave: a client would wait for ever for what accepts and says nothing, and ask for as much memory as the first letters of another protocol say as a number."""
    from distributed.comm import connect  # noqa: PLC0415  # as above

    asked = connect(address, timeout=CONNECT_S, **security.get_connection_args("client"))
    (await asyncio.wait_for(asked, CONNECT_S)).abort()


def _why(error: Exception) -> str:
    """In our words where nobody answered, which distributed tells by an `OSError` of no kind; else in those of the library."""
    if type(error) in (OSError, TimeoutError) and getattr(error, "errno", None) is None:
        return _("nobody answered within {seconds:g} s", seconds=CONNECT_S)
    return " ".join(str(error).split()) or type(error).__name__


def _leave(client: Any) -> None:
    with suppress(Exception):
        client.close(timeout=CONNECT_S)


def _wait_for_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=WORKERS_S)
    except TimeoutError as error:
        raise no_workers(address) from error


def _checked(client: Any, address: str) -> dict[str, str]:
    """Versions of this program, which the scheduler and all its workers have been found to run."""
    ours = versions_here()
    told = client.get_versions()["scheduler"]
    here = {"Python": ours["Python"], **{name: ours[name] for name in BY_ALL}}
    its = {"Python": ".".join(told["host"]["python"].split(".")[:2]), **told["packages"]}
    if (name := first_other(its, here)) is not None:
        raise other_version(address, name, str(its.get(name)), here[name])
    for worker, found in client.run(versions_here, on_error="return").items():
        theirs = found if isinstance(found, dict) else {}
        if (name := first_other(theirs, ours)) is not None:
            raise other_version(worker, name, theirs.get(name, "?"), ours[name])
    return ours
