"""Sites and what connects them to demand: locations, queues of guns, drive times, work on standing guns."""
