"""The pages of mobilisation, one module a page, and what they share."""
