"""Formats of map layers: what a file must begin with, what lies beside it, and how it is opened without opening anything else."""
