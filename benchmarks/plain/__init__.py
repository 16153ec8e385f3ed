"""Questions of siting and of roads by plain figures, and what is true of them by reckoning that shares no code with the model."""
