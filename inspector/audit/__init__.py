"""A trail of who did what, each row chained to the one before."""
