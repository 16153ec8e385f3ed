"""The door to PostgreSQL with PostGIS: sessions, what a database holds, and its rows; the only room that knows psycopg."""
