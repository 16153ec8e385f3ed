"""Where the data shipped with the program lies: catalogue, facts, mixes, starter configurations, sample city."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def configs_dir() -> Path:
    """Folder of the shipped configurations.

    The wheel carries it inside the package as ``planner/configs``; in a clone it stands beside the package as ``configs``.
    """
    inside = _PACKAGE / "configs"
    return inside if inside.is_dir() else _PACKAGE.parent / "configs"
