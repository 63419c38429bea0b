"""What a call of `segregation` asks for: columns, indices and company."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from skolval import registry
from skolval.domain.language import _
from skolval.errors import Fault, UsageError, did_you_mean
from skolval.indices._families import family
from skolval.measure.columns import Columns

__all__ = ["Options", "asked", "refuse_options", "refuse_share", "refuse_unknown", "wanted"]


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of the counts.

    Parameters
    ----------
    indices : names, symbols or none for all but the ordinal (which need `order`).
    focus : only of this group. against : compare `focus` with this group, dropping the others.
    order : the groups in rising order, for ordinal indices. atkinson : the weight b.
    within : columns of the parts that units lie in; then additive indices are split. strata :
        columns within which a permutation deals pupils. interval : also the interval of the
        underlying D, and its corrections. permutations : draws by lot, 0 for none. seed : of
        all draws.
    """

    indices: Sequence[str] = ()
    focus: str = ""
    against: str = ""
    order: Sequence[str] = ()
    atkinson: float = 0.5
    within: Sequence[str] = ()
    strata: Sequence[str] = ()
    interval: bool = False
    permutations: int = 0
    seed: int = 1


def asked(
    unit: str | Sequence[str], group: str | Sequence[str], weight: str, more: dict[str, Any]
) -> tuple[Columns, Options]:
    """Return which columns and options a call names.

    Raises
    ------
    UsageError
        With every option that does not exist.
    """
    of_columns = ("wide", "members", "share", "mark", "total", "suppressed", "file")
    known = (*of_columns, *Options.__dataclass_fields__)
    refuse_options(more, known)
    columns = Columns(
        unit=_names(unit),
        group=_names(group),
        weight=weight,
        wide=_names(more.get("wide", ())),
        **{name: more[name] for name in of_columns[1:] if name in more},
    )
    refuse_share(columns.suppressed)
    fields = {name: more[name] for name in Options.__dataclass_fields__ if name in more}
    for name in ("indices", "order", "within", "strata"):
        if name in fields:
            fields[name] = _names(fields[name])
    if columns.share and not fields.get("focus"):
        # The rest of a published share is no group of its own.
        fields["focus"] = columns.share
    return columns, Options(**fields)


def refuse_options(more: Iterable[str], known: Sequence[str]) -> None:
    """Refuse options that do not exist.

    Raises
    ------
    UsageError
        With every such option and the nearest known one.
    """
    unknown = [name for name in more if name not in known]
    if unknown:
        raise UsageError(
            Fault(
                _("There is no option {name!r}.").format(name=name),
                value=name,
                rule="known_option",
                suggestion=did_you_mean(name, known),
                remedy=_("Known: {known}.").format(known=", ".join(known)),
            )
            for name in unknown
        )


def refuse_share(suppressed: float | None) -> None:
    """Refuse a share in place of suppressed cells that is not between 0 and 1.

    Raises
    ------
    UsageError
        With the share.
    """
    if suppressed is not None and not 0 <= suppressed <= 1:
        raise UsageError(
            Fault(
                _("The share {share} for suppressed cells is not between 0 and 1.").format(
                    share=suppressed
                ),
                value=str(suppressed),
                rule="share",
                remedy=_("Write 0.05 for five per cent."),
            )
        )


def _names(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and value else tuple(value)


def wanted(options: Options, families: Sequence[str]) -> tuple[str, ...]:
    """Return the index names asked for, by name or symbol, among `families`.

    Raises
    ------
    UsageError
        For a name that is no index of these families.
    """
    known = [name for one in families for name in family(one)]
    if not options.indices:
        return tuple(n for n in known if n != "ordinal" or options.order)
    called = {name.casefold(): name for name in known}
    symbols = {registry.load("index", name).SYMBOL: name for name in known}
    found = {asked: symbols.get(asked) or called.get(_plain(asked)) for asked in options.indices}
    refuse_unknown([asked for asked, name in found.items() if name is None], known, "index")
    return tuple(name for name in found.values() if name is not None)


def _plain(word: str) -> str:
    return word.strip().casefold().replace(" ", "_").replace("-", "_")


def refuse_unknown(unknown: Sequence[str], known: Sequence[str], what: str) -> None:
    """Refuse names that are not known.

    Raises
    ------
    UsageError
        With every such name and the nearest known one.
    """
    if unknown:
        raise UsageError(
            Fault(
                _("There is no {what} called {name!r}.").format(what=_(what), name=name),
                value=name,
                rule="known_name",
                suggestion=did_you_mean(name, known),
                remedy=_("Known: {known}.").format(known=", ".join(known)),
            )
            for name in unknown
        )
