"""Filled checklists: what was seen, when, by whom, and what it scored."""
