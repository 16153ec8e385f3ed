"""Runs of a project: a queue of jobs, each a process of its own in a folder of its own, whose state follows from what stands in the folder."""
