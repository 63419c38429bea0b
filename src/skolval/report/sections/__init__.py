"""Sections of the report: one file each, with ORDER and `render(context)`.

A section returns None when it has nothing to say about these runs.
"""
