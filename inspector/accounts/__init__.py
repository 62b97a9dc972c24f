"""Who signs in, what they may do, from which device."""
