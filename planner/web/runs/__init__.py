"""What pages show of runs: where each stands, its progress as it comes, its results and all of them in one archive."""
