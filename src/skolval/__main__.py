"""Run the command line as ``python -m skolval``."""

from __future__ import annotations

from skolval.cli import main

if __name__ == "__main__":
    main()
