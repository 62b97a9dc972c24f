"""Photos and other bytes, stored by their SHA-256, and the work on images."""
