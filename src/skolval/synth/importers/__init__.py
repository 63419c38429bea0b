"""Importers: each file turns one kind of public files into an instance.

A file here is what `skolval import` takes, with underscores as hyphens. It has `Params`
(a frozen pydantic model with `seed`), and ``read(folder, params) -> Imported``. Importers
live in this room because what the files lack (pupils, wishes) is synthesised.
"""

from __future__ import annotations
