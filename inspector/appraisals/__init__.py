"""What may be said about a person: evidence, figures, months, signatures."""
