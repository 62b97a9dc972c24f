"""Regions, sites, areas, shifts, positions, the people who are scored, and the duty map."""
