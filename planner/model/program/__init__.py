"""The door to PuLP and HiGHS: linear and mixed-integer programs stated, solved, resolved and watched."""
