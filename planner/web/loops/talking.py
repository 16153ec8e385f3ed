"""What is asked of the process of a plan, with what it refuses as an answer of HTTP."""

from typing import Any

from planner.loop.process import LoopEndedError, LoopProcess
from planner.support.speech import LANGUAGES, SOURCE, _, language, told
from planner.web.refused import RefusedError

GONE = 410
"""Status of HTTP: the process that held the plan has ended, and the plan can be opened again."""


def asked(process: LoopProcess, ask: str, **request: Any) -> dict[str, Any]:
    """Ask one thing in the language of the moment.

    Raises
    ------
    RefusedError
        409: the process refuses it; 410: it is there no more.
    """
    try:
        found = process.ask(ask, language=language() if language() in LANGUAGES else SOURCE, **request)
    except LoopEndedError as error:
        raise RefusedError(GONE, told(error)) from None
    if "error" in found:
        raise RefusedError(409, " ".join([found["error"], *found.get("ways", ())]))
    return found


def there(found: dict[str, Any] | None) -> dict[str, Any]:
    """What became of a step that is taken back.

    Raises
    ------
    RefusedError
        409: there is none of that name.
    """
    if found is None:
        raise RefusedError(
            409, _("this edit is not there any more: the edits have changed meanwhile; look at them again")
        )
    return found
