"""A comparison as jobs: worlds planned in several processes, finished ones kept, plays, hedging."""
