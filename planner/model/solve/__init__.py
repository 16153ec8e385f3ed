"""Solution methods by kind of question: single period, multi-period, lexicographic objectives, several worlds."""
