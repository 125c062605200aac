"""Who signs in: accounts, passwords, sessions, tokens of programs, the pages for them. Accounts are not facts."""
