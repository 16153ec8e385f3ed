"""The search for a corridor plan with its proof: the program, the drives, prices, kernels."""
