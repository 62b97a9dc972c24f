"""Work that goes on after the answer: written in the business transaction, carried out later, tried again, never lost silently."""
