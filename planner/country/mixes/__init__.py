"""A country in the worlds of several mixes: a plan for each, all played in all, and one that loses least whichever comes, with its proof."""
