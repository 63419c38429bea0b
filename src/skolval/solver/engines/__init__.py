"""The engines, each behind the same few functions; `skolval.solver.engine` is their seam."""
