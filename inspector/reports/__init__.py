"""Rows told as documents: PDF, XLSX, CSV. Reads everything, changes nothing."""
