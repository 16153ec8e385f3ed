"""The siting model: what it decides, under which rules, and how it is solved."""
