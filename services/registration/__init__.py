"""The register of units, the campaign year, registrations, household counts, and the documents issued for them."""
