"""Starter configurations, table templates and the manual of all keys, for users to start from."""
