"""Interface to PuLP and HiGHS: linear and mixed-integer programs, their solution, re-optimisation and callbacks."""
