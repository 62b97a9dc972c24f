"""Keeping a deployment alive: looked over at each start, backed up, restored, examined."""
