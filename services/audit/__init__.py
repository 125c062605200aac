"""What an auditor asks of the log: its facts one by one, where a number comes from, and proof that nothing was changed."""
