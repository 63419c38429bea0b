"""What the audit calls what it found broken, beside rules and criteria (påståendenas namn).

`registry.called` tells a name with spaces in the reader's language; here they are to be translated.
"""

from __future__ import annotations

from skolval.domain.language import N_

__all__ = ["CLAIM_NAMES"]

CLAIM_NAMES: tuple[str, ...] = (
    N_("areas"), N_("bound"), N_("ceiling"), N_("floor"), N_("seat class"),
    N_("certificates"), N_("certificates walked"), N_("files"), N_("goals"),
    N_("grade"), N_("group allowed"), N_("group cost"), N_("group host"), N_("group kept"),
    N_("group language"), N_("group least"), N_("group min hosts"), N_("group most"),
    N_("group recent"), N_("group rooms"), N_("group seats"), N_("group top"), N_("group total"),
    N_("guarantee"), N_("guarantee lottery"), N_("guarantee protected"), N_("guarantee seats"),
    N_("honoured"), N_("indices"), N_("instance"), N_("instance files"),
    N_("introduction agreement"), N_("introduction form"), N_("introduction hosting"),
    N_("introduction hours"), N_("introduction imv"), N_("introduction imy"),
    N_("introduction of"), N_("introduction offer"), N_("introduction open"),
    N_("introduction programme"), N_("introduction start"), N_("justified envy"),
    N_("least way"), N_("objective"), N_("once"), N_("own option"), N_("preparatory class"),
    N_("preparatory clock"), N_("preparatory need"), N_("preparatory partly"),
    N_("preparatory preschool"), N_("preparatory span"), N_("preparatory unit"), N_("promise"),
    N_("published"), N_("readable"), N_("record"), N_("reserve"), N_("school transport"),
    N_("service rides"), N_("service runs"), N_("services told"), N_("tables"), N_("told"),
    N_("total order"), N_("waste"),
)  # fmt: skip
