"""The installed app: its shell at a stable address."""
