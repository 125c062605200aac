"""The log and its readers: append, relay, delivery, projection, rebuild, host. Knows no particular service."""
