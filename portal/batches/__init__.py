"""Entries by the file: rows become commands, are rehearsed, shown, carried out as one batch, and taken back as one."""
