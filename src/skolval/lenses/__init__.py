"""Lenses (planeringsglas): what a planner asks of a run beyond the report."""
