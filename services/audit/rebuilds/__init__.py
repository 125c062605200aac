"""Rebuilds as audit sees them: it asks, decides what becomes of them, and records receipts; the service concerned does the work."""
