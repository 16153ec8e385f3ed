"""The dossier: all results of a plan that outputs may show; `plan.json` is its file."""
