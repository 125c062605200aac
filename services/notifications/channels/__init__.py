"""How a notice leaves the house: its words in both languages, and the channels that carry them."""
