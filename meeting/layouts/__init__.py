"""How a society's documents look. For now: the pictures of its units' seals (Seal 公章)."""
