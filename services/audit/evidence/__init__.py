"""Bundles of evidence: what the log says about a question, with all it takes to check it away from here."""
