"""The shell of every page and API: templates, static files, problem details, translations. Knows no service."""
