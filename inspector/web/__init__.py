"""Rendering, assets, transactions, headers, problems: the plumbing of pages, with no domain noun."""
