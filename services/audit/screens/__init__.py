"""The pages of audit and what they share with the API."""
