"""A server that works off the runs of a project with the scripted worker until it is killed; tells first which runs were cut."""

import sys
import threading

from planner.project.project import Project
from planner.project.runs import children
from planner.project.runs.queue import RunQueue

if __name__ == "__main__":
    children.MODULE = "tests.planner.project.scripted_worker"
    runs = RunQueue(Project.open(sys.argv[1]))
    sys.stdout.write(f"cut: {' '.join(one.id for one in runs.start())}\n")
    sys.stdout.flush()
    threading.Event().wait()
