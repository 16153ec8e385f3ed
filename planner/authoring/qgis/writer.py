"""`evplan qgis-plugin`: the folder of the plugin, ready for QGIS."""

from importlib import resources
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from geodata.errors import InputError
from geodata.system_reasons import reason_of
from planner.support.files import write_text
from planner.support.speech import _

NAME = "evplan_qgis"
FILES = {
    "__init__.py": "init.py",  # so that the folder is no package here
    **{name: name for name in ("algorithms.py", "metadata.txt", "program.py", "provider.py")},
}
"""Files of the plugin, and what they are called here."""
PLACES = (
    "Linux ~/.local/share/QGIS/QGIS3/profiles/default/python/plugins, "
    "Windows %APPDATA%\\QGIS\\QGIS3\\profiles\\default\\python\\plugins, "
    "macOS ~/Library/Application Support/QGIS/QGIS3/profiles/default/python/plugins"
)
"""Where QGIS looks for plugins."""


def write_plugin(folder: Path) -> Path:
    """Write the plugin's folder into `folder`, over an earlier version of it.

    Returns
    -------
    Path
        The plugin's own folder.

    Raises
    ------
    InputError
        It cannot be written.
    """
    target, source = folder / NAME, resources.files(__name__.rpartition(".")[0]) / "assets" / NAME
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, ours in FILES.items():
            write_text(target / name, (source / ours).read_text(encoding="utf-8").replace("@VERSION@", _version()))
    except OSError as error:
        raise InputError(
            target, _("cannot be written ({strerror})", strerror=reason_of(error)), _("name another folder with --to")
        ) from None
    return target


def _version() -> str:
    try:
        return version("evplan")
    except PackageNotFoundError:
        return "0"
