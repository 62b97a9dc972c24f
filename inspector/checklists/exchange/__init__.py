"""Checklists come in from workbooks and go out as files: every row of what came in has a fate, nothing is dropped in silence."""
