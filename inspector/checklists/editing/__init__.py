"""Editing of a draft: what is changed, checked, compared and shown before anything is published."""
