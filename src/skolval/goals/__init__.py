"""Things to make small, one file each."""
