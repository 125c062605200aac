"""The log and the views on PostgreSQL. SQL stands in files, one object each, under migrations/."""
