"""The jobs from a configuration to a folder of results, whoever asks for them: the shell or the planner's page."""
