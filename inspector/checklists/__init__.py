"""Checklists: read, checked, published and edited; the built-in packs lie in `library/`."""
