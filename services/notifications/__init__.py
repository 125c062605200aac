"""Who must know what, when, by which channel: mailboxes of offices, notices, and reminders of deadlines."""
