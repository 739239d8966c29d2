"""Moves everything from one database to another, such as from SQLite to PostgreSQL: all of it, or nothing."""
