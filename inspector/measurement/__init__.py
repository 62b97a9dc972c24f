"""Measuring fairly: how sure a figure is, and how alike the answers of one round are. Pure."""
