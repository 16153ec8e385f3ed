"""The parts of a corridor question out of its facts: who drives where by which ways, where stations may stand, what is asked."""
