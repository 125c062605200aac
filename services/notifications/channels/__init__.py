"""What offices are told and when, its words in both languages, and how it leaves the house by each channel."""
