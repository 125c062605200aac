"""Recognition: the rules of a year, and each unit's dossier from its opening to the chair's decision."""
