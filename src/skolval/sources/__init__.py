"""Other people's files: public Swedish data and a municipality's own, read as they really are.

A reader here is tolerant of form (marks of suppression, renamed columns, encodings,
coordinate systems) and strict about meaning: it returns a frame with canonical columns and
one `skolval.domain.provenance.Fact` for everything it took, and tells every fault at once.
"""

from __future__ import annotations
