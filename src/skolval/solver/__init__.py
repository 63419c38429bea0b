"""The only room that imports OR-Tools: model surface, engines, status, conflicts."""
