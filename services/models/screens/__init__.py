"""The pages of models, one module each, and what they ask."""
