"""The only place that joins capabilities; each file one function that reads aloud."""
