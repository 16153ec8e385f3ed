"""What pages show of a finished plan, as JSON: the ground of its map, its sites and figures, and how two plans differ."""
