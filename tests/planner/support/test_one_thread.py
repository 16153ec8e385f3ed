"""Sums of products are the same to the last digit on one core and on many, whether numpy was loaded before us or not."""

import os
import subprocess
import sys

import pytest

from planner.support.one_thread import VARIABLES

SUM = "a = numpy.random.default_rng(0).random((2, 200_001)); print(repr(float(a[0] @ a[1])), threads())"
THREADS = "def threads(): return {one['num_threads'] for one in threadpoolctl.threadpool_info() if one['user_api'] == 'blas'}\n"
AFTER, BEFORE = "import numpy, scipy.linalg, planner", "import planner, numpy, scipy.linalg"


def said(imports: str, threads: str | None) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    if threads is not None:
        environment |= dict.fromkeys(VARIABLES, threads)
    code = f"{imports}, threadpoolctl\n{THREADS}{SUM}"
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize("imports", [BEFORE, AFTER])
def test_products_are_summed_by_one_thread_whatever_the_machine_has(imports):
    alone = said("import numpy, scipy.linalg", "1")
    assert alone.endswith("{1}\n")
    for threads in (None, "4"):
        assert said(imports, threads) == alone
