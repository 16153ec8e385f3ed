"""Linear algebra by one thread: sums of products come out otherwise by two, in the last digit, and what is searched with them is another plan."""

import os
import sys

VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "BLIS_NUM_THREADS")
"""What libraries of linear algebra read as they are loaded."""


def by_one_thread() -> None:
    """Have numpy and scipy multiply by one thread in this process and in those that it begins, whether they are loaded already or not."""
    os.environ |= dict.fromkeys(VARIABLES, "1")
    if "numpy" in sys.modules:
        from threadpoolctl import threadpool_limits  # noqa: PLC0415  # what is not loaded reads the variables

        threadpool_limits(limits=1, user_api="blas")
