"""A decade of a large province as the house itself would have recorded it: ten years of facts, decided in memory."""
