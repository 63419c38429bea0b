"""Selection criteria (urvalsgrunder), one file each."""
