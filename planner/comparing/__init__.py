"""The story of a comparison: the questions of all worlds, their plans in several processes, plays, hedging, studies."""
