"""The doors for devices and programs."""
