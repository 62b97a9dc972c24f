"""Messages to people: in the app."""
