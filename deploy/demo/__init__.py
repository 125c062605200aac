"""The demonstration: one year of a province, written down as commands and played through the services."""
