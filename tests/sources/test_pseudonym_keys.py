"""Keys: drawn, kept out of instances, and never shown."""

from __future__ import annotations

import os

import pytest

from applications import number
from skolval.errors import UsageError
from skolval.io.identity import identity_of
from skolval.sources.pseudonyms import LEAST_KEY, Pseudonyms, canonical, new_key, read_key

KEY = bytes(range(32))


def private(path, octets=KEY):
    path.write_bytes(octets)
    path.chmod(0o600)
    return path


def test_the_same_key_gives_the_same_code_and_another_key_another():
    full = number("20190131")
    first, again, other = (Pseudonyms(key, 2026) for key in (KEY, KEY, KEY[::-1]))
    assert first.code(full) == again.code(full) == first.code(f"{full[2:8]}-{full[8:]}")
    assert first.code(full) != other.code(full)
    assert first.code(full) != first.code(full, purpose="household")
    assert first.code("ansökan 7") == first.code("Ansökan 7 ")
    assert repr(KEY) not in repr(first)
    assert "key" not in repr(first)


def test_codes_are_those_of_the_standard():
    """RFC 2104 with SHA-256, worked out apart from the program (openssl dgst -hmac)."""
    assert Pseudonyms(b"k" * 32, 2026).code("a") == "e5j43w6h5evol6dmv"


@pytest.mark.parametrize(
    ("text", "year", "full"),
    [("190131-{}", 2026, "2019"), ("190131+{}", 2026, "1919"), ("300131-{}", 2026, "1930"),
     ("260131-{}", 2026, "2026"), ("270131-{}", 2026, "1927"), ("300131-{}", 2031, "2030")],
)  # fmt: skip
def test_the_century_is_told_by_the_sign_and_the_school_year(text, year, full):
    tail = number(full + "0131")[8:]
    found = identity_of(text.format(tail))
    assert found is not None
    assert canonical(found, year) == full + "0131" + tail


def test_a_new_key_is_drawn_for_a_new_file_outside_every_instance(tmp_path):
    first, second = (new_key(tmp_path / name, away_from=()) for name in "ab")
    assert len(first) >= LEAST_KEY
    assert first != second
    with pytest.raises(UsageError, match="never written over"):
        new_key(private(tmp_path / "c"), away_from=())


def test_a_key_is_read_without_the_line_end(tmp_path):
    assert read_key(private(tmp_path / "k", b"0123456789" * 4 + b"\r\n"), away_from=()) == (
        b"0123456789" * 4
    )


@pytest.mark.parametrize("octets", [KEY[:31], b"a" * 64, b"", b"secretsecretsecretsecretsecretse"])
def test_weak_keys_are_refused(tmp_path, octets):
    with pytest.raises(UsageError, match="too weak"):
        read_key(private(tmp_path / "k", octets), away_from=())


def test_a_missing_key_tells_how_to_draw_one(tmp_path):
    with pytest.raises(UsageError, match="--make-key"):
        read_key(tmp_path / "none", away_from=())
    with pytest.raises(UsageError, match="neither read nor written"):
        read_key(tmp_path, away_from=())


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_a_key_that_everybody_may_read_is_refused(tmp_path):
    path = private(tmp_path / "k")
    path.chmod(0o644)
    with pytest.raises(UsageError, match="chmod 600"):
        read_key(path, away_from=())
    path.chmod(0o640)
    assert read_key(path, away_from=()) == KEY


def test_a_key_inside_an_instance_is_refused(tmp_path):
    base = tmp_path / "town"
    (base / "deep").mkdir(parents=True)
    head = base / "instance.yaml"
    other = tmp_path / "other"
    other.mkdir()
    (other / "instance.yaml").write_text("name: other\n", encoding="utf-8")
    for path, away in ((base / "k", [base]), (base / "deep" / "k", [base]), (other / "k", [])):
        for work in (read_key, new_key):
            with pytest.raises(UsageError, match="inside the instance"):
                work(path, away_from=away)
    head.write_text("name: town\n", encoding="utf-8")
    with pytest.raises(UsageError, match="inside the instance town"):
        new_key(base / "k", away_from=[head])
    link = tmp_path / "link"
    link.symlink_to(base)
    with pytest.raises(UsageError, match="inside the instance"):
        new_key(link / "k", away_from=[base])
