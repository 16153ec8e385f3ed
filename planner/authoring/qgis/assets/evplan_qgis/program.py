"""Finding and running evplan: a process of its own, with the environment of the user and not that of QGIS."""

import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

SETTING = "EVPLAN_PROGRAM"
_OF_QGIS = ("PYTHONHOME", "PYTHONPATH", "PYTHONNOUSERSITE", "GDAL_DATA", "GDAL_DRIVER_PATH", "PROJ_LIB", "PROJ_DATA")
"""What QGIS sets for its own Python and GDAL, with which those of another program do not run."""


def find_program(setting=""):
    """Path of evplan: as set, else of PATH, else beside Python's own scripts; None where it is not found."""
    if setting:
        return setting if Path(setting).is_file() else shutil.which(setting)
    found = shutil.which("evplan")
    if found:
        return found
    for place in (Path.home() / ".local" / "bin", Path(sys.executable).parent, Path(sys.executable).parent / "Scripts"):
        for name in ("evplan", "evplan.exe"):
            if (place / name).is_file():
                return str(place / name)
    return None


def run(arguments, say, warn, stopped):
    """Run the program, hand over each line as it comes, and stop it when QGIS is told to; its exit code and its last lines."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_QGIS}
    environment |= {"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1", "COLUMNS": "160"}
    window = {"creationflags": 0x08000000} if os.name == "nt" else {}  # no console pops up
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environment, **window
    )
    done = threading.Event()
    threading.Thread(target=_watch, args=(process, stopped, done), daemon=True).start()
    last = []
    try:
        with process:
            for raw in process.stdout:
                line = re.sub(r"\x1b\[[0-9;]*m", "", raw.decode("utf-8", errors="replace")).rstrip()
                if line:
                    last = [*last[-4:], line]
                    (warn if line.startswith("error:") else say)(line)
    finally:
        done.set()
    return process.returncode, last


def _watch(process, stopped, done):
    while not done.wait(0.3):
        if stopped():
            process.terminate()
            return
