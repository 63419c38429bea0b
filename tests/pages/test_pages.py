"""The pages in a real browser whose network is cut: nothing asked for, nothing broken, AA."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = ("report_sv", "report_en", "map_sv", "map_en", "single_sv", "front_sv", "front_en")
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
        *((name, 360) for name in ("report_sv", "map_sv", "front_sv")),
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


@pytest.mark.parametrize("name", ["report_sv", "map_sv", "front_sv", "front_en"])
@pytest.mark.parametrize("width", [360, 1920])
def test_a_page_fits_from_a_phone_to_a_wide_screen(browser, pages, name, width):
    with Opened(browser, pages[name], width=width) as opened:
        wide = opened.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width


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


def test_a_script_slipped_into_the_page_does_not_run(browser, pages, tmp_path):
    text = pages["map_en"].read_text(encoding="utf-8")
    forged = tmp_path / "forged.html"
    forged.write_text(text.replace("</body>", "<script>document.title='owned'</script></body>"))
    with Opened(browser, forged) as opened:
        assert opened.page.title() != "owned"
