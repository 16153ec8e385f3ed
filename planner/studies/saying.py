"""What the studies of a plan share in words."""

from collections.abc import Callable

Say = Callable[[str], None]
