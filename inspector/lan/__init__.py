"""Serving tablets in the house over https, with a certificate authority of our own."""
