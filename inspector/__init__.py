"""Inspector: quality inspections for service businesses."""
