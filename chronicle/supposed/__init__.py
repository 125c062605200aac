"""What views would show had some facts not been, or later ones been known: worked out for the rows those touch, and no others."""
