"""The store: one SQLAlchemy database (SQLite or PostgreSQL) and a module of functions for each noun in it."""

from watch.store.codec import decode, encode, fingerprint
from watch.store.database import Store

__all__ = ["Store", "decode", "encode", "fingerprint"]
