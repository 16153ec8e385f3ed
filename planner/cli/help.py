"""Help and words of the option parser in the language of the reader; the parser itself, typer, speaks English only."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from typer.core import TyperCommand, TyperGroup

from geodata.speech import SOURCE
from planner.cli.reader import language_of_reader, to_reader
from planner.support.speech import _, term

HELP = term("Show this message and exit.")
USAGE = term("Usage: ")
_METAVARS = {"[OPTIONS]": term("[OPTIONS]"), "COMMAND [ARGS]...": term("COMMAND [ARGS]...")}
_PANELS = {
    "DEFAULT_STRING": term("[default: {}]"),
    "REQUIRED_LONG_STRING": term("[required]"),
    "ARGUMENTS_PANEL_TITLE": term("Arguments"),
    "OPTIONS_PANEL_TITLE": term("Options"),
    "COMMANDS_PANEL_TITLE": term("Commands"),
    "ERRORS_PANEL_TITLE": term("Error"),
    "RICH_HELP": term("Try [blue]'{command_path} {help_option}'[/] for help."),
}
"""Constants of `typer.rich_utils`, by name, as that module has them in English."""
_FAULTS = (
    (r"Missing (?:argument|option|parameter) (?P<what>'.*?')\.", lambda what: _("{what} is missing.", what=what)),
    (r"Missing command\.", lambda: _("The name of a command is missing.")),
    (r"No such command '(?P<what>[^']*)'\.", lambda what: _("No such command: {what}.", what=what)),
    (
        r"No such command '(?P<what>.*)'\. Did you mean (?P<known>.*)\?",
        lambda what, known: _("No such command: {what}. Did you mean {known}?", what=what, known=known),
    ),
    (r"No such option: (?P<what>\S+)", lambda what: _("No such option: {what}.", what=what)),
    (
        r"No such option: (?P<what>\S+) \(Possible options: (?P<known>.*)\)",
        lambda what, known: _("No such option: {what}. There is {known}.", what=what, known=known),
    ),
    (r"Got unexpected extra argument\(s\) \((?P<what>.*)\)", lambda what: _("Nothing asks for {what}.", what=what)),
    (r"Option '(?P<what>.*)' requires an argument\.?", lambda what: _("{what} needs a value.", what=what)),
    (r"Option '(?P<what>.*)' does not take a value\.?", lambda what: _("{what} takes no value.", what=what)),
    (
        r"Invalid value for (?P<what>'.*?'): (?:Value error, )?'(?P<value>.*)' is not one of (?P<known>.*)\.",
        lambda what, value, known: _("{what}: {value} is not one of {known}.", what=what, value=value, known=known),
    ),
    (
        r"Invalid value for (?P<what>'.*?'): (?:Value error, )?(?P<why>.*)",
        lambda what, why: _("{what}: {why}", what=what, why=why),
    ),
)
"""What the parser says of wrong words, and how it is told here."""


def fault_told(said: str) -> str:
    """A fault that the parser found, in the language of the reader; as it is where the parser has learned a new one.

    Examples
    --------
    >>> fault_told("Missing argument 'CONFIG'.")
    "'CONFIG' is missing."
    """
    with to_reader():
        for known, tell in _FAULTS:
            found = re.fullmatch(known, said, re.DOTALL)
            if found:
                return tell(**found.groupdict())
    return said


class Helped:
    """A command or group whose help is told to the reader."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help; its texts are those of the reader while it is written."""
        with _retold(ctx):
            super().format_help(ctx, formatter)  # type: ignore[misc]

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line of usage."""
        pieces = (_in_own_words(one) for one in self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_in_own_words(USAGE))


class Command(Helped, TyperCommand):
    """A command of `evplan`."""


class Group(Helped, TyperGroup):
    """A command that has commands of its own."""


@contextmanager
def _retold(ctx: Any) -> Iterator[None]:
    """Let a command, its options and its commands have texts in the language of the reader, and typer its titles."""
    if language_of_reader() == SOURCE:
        yield
        return
    from typer import rich_utils

    command = ctx.command
    below = getattr(command, "commands", {}).values()
    changed = [
        *_texts((command, *below, *command.get_params(ctx)), ("help", "epilog", "short_help")),
        *((rich_utils, name, text) for name, text in _PANELS.items()),
    ]
    before = [(thing, name, getattr(thing, name)) for thing, name, _text in changed]
    for thing, name, text in changed:
        setattr(thing, name, _in_own_words(text))
    try:
        yield
    finally:
        for thing, name, text in before:
            setattr(thing, name, text)


@contextmanager
def faults_told() -> Iterator[None]:
    """Tell what the parser says of wrong words to the reader."""
    try:
        yield
    except Exception as error:
        tell = getattr(error, "format_message", None)
        if tell is None or type(error).__name__ == "NoArgsIsHelpError":
            raise
        from typer import rich_utils

        for name in ("ERRORS_PANEL_TITLE", "RICH_HELP"):
            setattr(rich_utils, name, _in_own_words(_PANELS[name]))
        said = tell() if language_of_reader() == SOURCE else fault_told(tell())
        error.format_message = lambda: said  # type: ignore[attr-defined]
        raise


def _texts(things: Iterable[Any], names: Sequence[str]) -> Iterator[tuple[Any, str, str]]:
    for thing in things:
        for name in names:
            text = getattr(thing, name, None)
            if isinstance(text, str):
                yield thing, name, text


def _in_own_words(text: str) -> str:
    """A text of the parser or a help text, which typer keeps as a plain string, in the language of the reader."""
    with to_reader():
        return _.tell((str(_METAVARS.get(text, text)),), {})
