"""The facts of the programme: what each service publishes, in today's shape, with written wire names."""
