"""Versioned data of the programme: units, rule sets, campaigns and calendars, and the code that loads them."""
