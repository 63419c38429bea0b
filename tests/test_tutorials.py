"""The tutorials are true: every command and every line of Python runs, and prints what is shown."""

from __future__ import annotations

import pytest

from tutorial import is_shown, walked

SWEDISH = ("planner.md", "official.md")


@pytest.fixture(scope="module", params=SWEDISH)
def steps(request, tmp_path_factory):
    """The steps of a page with what they printed, and the folder they leave behind."""
    folder = tmp_path_factory.mktemp("tutorial")
    return request.param, walked(request.param, folder, lang="sv"), folder


def test_every_command_prints_what_the_page_shows(steps):
    page, told, _folder = steps
    assert told, page
    for commands, shown, printed in told:
        assert shown, f"{page} shows nothing of\n{commands}"
        assert is_shown(shown, printed), f"{page}:\n{commands}\nprinted\n{printed}"
