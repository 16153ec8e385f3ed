"""Money shared: what each asker makes of every sum, and the choice that is worth most."""
