"""The services. Each owns one part of the domain, publishes facts, and has the same rooms; none imports another."""
