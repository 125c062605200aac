"""Forms that leave as a workbook filled with what we know, come back filled in by hand, and go back with what is wrong."""
