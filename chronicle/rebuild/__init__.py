"""Rebuilds: the log is folded from zero into shadows beside the live views, compared with them, and then switched to or discarded.

A rebuild is a row of `chronicle.rebuild`, which outlives the process that carries it out: whoever follows goes on from there.
"""
