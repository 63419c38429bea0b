"""Conditions a placement may break, one file each: hard, or soft with a price."""
