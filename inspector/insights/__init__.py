"""Figures over many inspections: today, and later comparison, trend, charts."""
