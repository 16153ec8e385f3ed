"""Metered charging sessions: read record by record, doubted, and tied to stations and zones; nobody's identity is kept."""
