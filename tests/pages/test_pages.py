"""The pages in a real browser whose network is cut: nothing asked for, nothing broken, AA."""

from __future__ import annotations

import html
import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KINDS = ("report", "map", "front", "public", "whole", "layers", "nation", "letter")
NAMES = (*(f"{kind}_{lang}" for kind in KINDS for lang in ("sv", "en")), "single_sv")
SWEDISH = tuple(f"{kind}_sv" for kind in KINDS)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


class Opened:
    """A page with the network cut, and everything it asked for or complained about."""

    def __init__(self, browser, file, *, width=1280, bypass_csp=False):
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, bypass_csp=bypass_csp
        )
        self.context.set_offline(True)
        self.asked, self.complaints = [], []
        self.page = self.context.new_page()
        self.page.route("**/*", self._only_the_file)
        self.file = file.as_uri()
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(self.file)
        self.page.wait_for_timeout(300)

    def _only_the_file(self, route):
        url = route.request.url
        if url == self.file or url.startswith(("data:", "about:")):
            route.continue_()
            return
        self.asked.append(url)
        route.abort()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.context.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_for_nothing_and_complains_of_nothing(browser, pages, name):
    with Opened(browser, pages[name]) as opened:
        frames = opened.page.locator("iframe")
        if frames.count():
            frames.first.scroll_into_view_if_needed()
            opened.page.frame_locator("iframe").locator(".leaflet-interactive").first.wait_for()
        assert opened.asked == []
        assert opened.complaints == []


@pytest.mark.parametrize(
    ("name", "width"),
    [
        *((name, 1280) for name in NAMES),
        *((name, 360) for name in SWEDISH),
    ],
)
def test_a_page_has_no_accessibility_violation(browser, pages, name, width):
    from axe_playwright_python.sync_playwright import Axe

    with Opened(browser, pages[name], width=width, bypass_csp=True) as opened:
        found = Axe().run(opened.page, options={"runOnly": {"type": "tag", "values": WCAG}})
        told = [
            f"{fault['id']}: {node['html'][:200]}"
            for fault in found.response["violations"]
            for node in fault["nodes"]
        ]
        assert told == []


@pytest.mark.parametrize("name", [*SWEDISH, "front_en"])
@pytest.mark.parametrize("width", [360, 1920])
def test_a_page_fits_from_a_phone_to_a_wide_screen(browser, pages, name, width):
    with Opened(browser, pages[name], width=width) as opened:
        wide = opened.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_its_language_and_has_a_strict_policy(pages, name):
    text = pages[name].read_text(encoding="utf-8")
    assert f'<html lang="{name[-2:]}"' in text
    policy = html.unescape(re.search(r'Security-Policy" content="([^"]+)"', text)[1])
    assert policy.startswith("default-src 'none'; ")
    script = policy.partition("script-src")[2].partition(";")[0]
    assert "unsafe" not in script
    assert "http" not in policy


@pytest.mark.parametrize("name", SWEDISH)
def test_a_page_prints(browser, pages, name):
    with Opened(browser, pages[name]) as opened:
        opened.page.emulate_media(media="print")
        assert opened.page.pdf(format="A4").startswith(b"%PDF")
        cut = opened.page.evaluate(
            "[...document.querySelectorAll('.table-frame')]"
            ".filter((one) => getComputedStyle(one).overflowY !== 'visible').length"
        )
        assert cut == 0


def test_the_two_maps_move_in_step(browser, pages):
    with Opened(browser, pages["map_en"]) as opened:
        page = opened.page
        page.locator(".leaflet-control-zoom-in").first.click()
        page.wait_for_timeout(500)
        zooms = page.evaluate("state.maps.map((map) => map.getZoom())")
        centres = page.evaluate("state.maps.map((map) => map.getCenter().toString())")
        assert zooms[0] == zooms[1]
        assert centres[0] == centres[1]


def test_a_unit_is_found_with_the_keyboard_alone(browser, pages):
    with Opened(browser, pages["map_en"]) as opened:
        page = opened.page
        page.focus("#unit")
        page.keyboard.type("Ek")
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        popups = page.locator(".leaflet-popup-content")
        assert popups.count() == 2
        assert "Ekskolan" in popups.first.inner_text()
        page.keyboard.press("Escape")


def test_a_name_with_signs_is_shown_as_text_and_never_run(browser, pages):
    with Opened(browser, pages["map_en"]) as opened:
        page = opened.page
        page.select_option("#unit", label="Norra <skolan>")
        page.wait_for_timeout(300)
        assert "Norra <skolan>" in page.locator(".leaflet-popup-content").first.inner_text()


def test_choosing_another_policy_changes_the_heading_of_its_map(browser, pages):
    with Opened(browser, pages["map_en"]) as opened:
        page = opened.page
        page.locator(".leaflet-control-layers-toggle").first.focus()
        page.keyboard.press("Enter")
        page.get_by_label("Lottery").first.click()
        assert page.locator("#left").inner_text() == "Lottery"


def fills(page):
    """Return the colours that the circles of the left map are filled with."""
    return page.evaluate(
        "state.maps[0]._panes.overlayPane ? [...document.querySelectorAll("
        "'.folium-map:first-of-type path.leaflet-interactive')]"
        ".map((one) => one.getAttribute('fill')) : []"
    )


def test_units_are_coloured_by_what_the_keyboard_chooses_and_areas_keep_their_legend(
    browser, pages
):
    with Opened(browser, pages["layers_en"]) as opened:
        page = opened.page
        before = fills(page)
        page.focus("#paint")
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(200)
        assert page.locator("#paint").input_value() == "use"
        assert fills(page) != before
        assert page.locator("[data-legend=share]").is_visible()
        assert page.locator("[data-legend=use]").is_visible()
        assert not page.locator("[data-legend=change]").is_visible()
        assert opened.complaints == []


@pytest.mark.parametrize(
    "layer",
    [
        "Flows from areas to units (at least five pupils)",
        "Attendance areas",
        "Names of areas",
        "Transport lines with their direction",
        "Areas by composition",
        "Streets",
    ],
)
def test_every_layer_is_shown_and_hidden_with_the_keyboard(browser, pages, layer):
    with Opened(browser, pages["layers_en"]) as opened:
        page = opened.page
        drawn = "document.querySelectorAll('.leaflet-pane *').length"
        page.locator(".leaflet-control-layers-toggle").last.focus()
        page.keyboard.press("Enter")
        box = page.get_by_label(layer, exact=True).last  # whose policy places areas
        shown, before = box.is_checked(), page.evaluate(drawn)
        for wanted in (not shown, shown):
            box.focus()
            page.keyboard.press("Space")
            page.wait_for_timeout(300)
            assert box.is_checked() == wanted
            if layer != "Streets" and wanted != shown:  # streets are drawn on a canvas
                assert page.evaluate(drawn) != before
        assert opened.complaints == []


def test_what_is_hidden_is_hatched_and_the_legend_says_so(browser, pages):
    with Opened(browser, pages["layers_en"]) as opened:
        page = opened.page
        assert page.locator("path[fill='url(#hatch)']").count() > 0
        assert page.locator("[data-legend=share] .hatched").is_visible()
        assert "Hatched: hidden" in page.locator("footer").inner_text()


def test_a_script_slipped_into_the_page_does_not_run(browser, pages, tmp_path):
    text = pages["map_en"].read_text(encoding="utf-8")
    forged = tmp_path / "forged.html"
    forged.write_text(text.replace("</body>", "<script>document.title='owned'</script></body>"))
    with Opened(browser, forged) as opened:
        assert opened.page.title() != "owned"
