"""The archive: old ranges of the log as files that prove themselves, read as if they were in the table still."""
