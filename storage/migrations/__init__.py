"""Alembic migrations; `README.md` says how one is written."""
