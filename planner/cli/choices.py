"""What was typed on the command line, checked before hours of work depend on it."""

from pathlib import Path

from geodata.errors import InputError
from planner.errors import ConfigError


def mix_list(text: str) -> list[str]:
    """Split ``"A,B,C"`` into known mixes, each once.

    Raises
    ------
    ConfigError
        No name, an unknown one or one given twice.
    """
    from planner.mixes import mix_names, port_shares

    names = [name for part in text.split(",") if (name := part.strip())]
    if not names:
        raise ConfigError(f"--mixes {text!r}: no name of a mix; known: {', '.join(mix_names())}")
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"--mixes {text!r}: {name!r} is there twice; name each mix once")
        port_shares(name)
    return names


def folder_for_results(out: Path) -> Path:
    """Refuse now what would only fail after the solve.

    Raises
    ------
    InputError
        `out` or one of the folders above it is a file.
    """
    for place in (out, *out.parents):
        if place.exists():
            if not place.is_dir():
                raise InputError(place, "a file", "expected a folder for the results; name another with --out")
            break
    return out
