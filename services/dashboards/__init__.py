"""What the province sees: views over the facts of every other service. Records nothing itself."""
