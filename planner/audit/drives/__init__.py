"""A corridor plan checked again: every trip that is said to be possible is driven, every station's energy counted, every rule restated."""
