"""Input that lies, made of sound input from a seed: what reads it may refuse it in one line, and nothing else."""
