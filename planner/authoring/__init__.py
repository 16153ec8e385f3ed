"""What users are given to fill in: starter configurations, table templates, the manual of all keys."""
