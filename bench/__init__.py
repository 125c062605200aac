"""Measures, side by side in one run; never part of the test suite. Results and machine: bench/README.md."""
