"""Groups and pupils at once: which units run groups, and who takes a seat in them."""
