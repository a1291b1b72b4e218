"""The page's frame: workspaces, their addresses and keys, texts in the browser's language, and what does not load."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from studio_process import open_studio

pytestmark = pytest.mark.browser

NAMES = ["Design", "Compare", "Voices", "Speak", "History"]
SIZES = [(1440, 900), (1280, 720), (1920, 1080), (720, 450), (390, 800)]  # 720: 1440 at a zoom of 200 %


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_studio(tmp_path_factory.mktemp("home")) as address:
        yield address


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".dot[data-state=ready]")).to_be_visible()


def expect_workspace(page: Page, name: str) -> None:
    expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
    expect(page.locator(f"#workspace-{name.lower()}")).to_be_visible()


def test_workspaces_have_addresses_keys_and_a_history(page: Page, studio: str) -> None:
    open_page(page, studio)
    expect_workspace(page, "Design")
    expect(page.get_by_role("tab")).to_have_text(NAMES)
    page.get_by_role("tab", name="Voices").click()
    expect_workspace(page, "Voices")
    assert page.url.endswith("#voices")
    page.keyboard.press("4")
    expect_workspace(page, "Speak")
    page.go_back()
    expect_workspace(page, "Voices")
    page.go_back()
    expect_workspace(page, "Design")
    page.go_forward()
    page.reload()
    expect_workspace(page, "Voices")

    page.get_by_role("tab", name="Voices").focus()
    page.keyboard.press("ArrowRight")
    expect_workspace(page, "Speak")
    expect(page.get_by_role("tab", name="Speak")).to_be_focused()
    page.keyboard.press("Home")
    expect_workspace(page, "Design")
    page.locator("#field-description textarea").fill("")
    page.locator("#field-description textarea").press("3")  # a digit that is typed
    expect(page.locator("#field-description textarea")).to_have_value("3")
    expect_workspace(page, "Design")


def test_file_dropped_where_nothing_takes_it_is_not_opened(page: Page, studio: str) -> None:
    open_page(page, studio)
    expect_workspace(page, "Design")
    drop = """() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(["RIFF"], "voice.wav"));
        const field = document.querySelector("#field-text textarea");
        const options = { dataTransfer, bubbles: true, cancelable: true };
        return ["dragover", "drop"].map((name) => field.dispatchEvent(new DragEvent(name, options)));
    }"""
    assert page.evaluate(drop) == [False, False]  # the browser does not open it


def test_skip_link_and_keys_are_reached_by_keyboard(page: Page, studio: str) -> None:
    open_page(page, studio)
    page.keyboard.press("Tab")
    skip = page.get_by_role("button", name="Skip to the workspace")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#workspace-design")).to_be_focused()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("go to a workspace")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(page.locator("#workspace-design")).to_be_focused()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_page_itself_never_scrolls(page: Page, studio: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_page(page, studio)
    for name in NAMES:
        page.get_by_role("tab", name=name).click()
        expect_workspace(page, name)
        scrollable = "[document.scrollingElement.scrollWidth, document.scrollingElement.scrollHeight]"
        assert page.evaluate(scrollable) == [width, height]
    page.set_viewport_size({"width": 1280, "height": 800})


def test_page_speaks_the_language_of_the_browser(page: Page, studio: str) -> None:
    context = page.context.browser.new_context(locale="fr-CH")
    french = context.new_page()
    french.goto(studio)
    expect(french.get_by_role("tab")).to_have_text(["Créer", "Comparer", "Voix", "Parler", "Historique"])
    expect(french.locator(".engine-state .state")).to_have_text("prêt")
    expect(french.locator("html")).to_have_attribute("lang", "fr")
    french.get_by_role("button", name="Générer").click()
    problem = french.get_by_role("alert").filter(has_text="La description est vide.")
    expect(problem).to_have_text("La description est vide. Décrivez la voix en une ou deux phrases.")
    french.locator("#field-description textarea").fill("Une voix grave.")
    french.locator("#field-text textarea").fill("Bonsoir.")
    french.get_by_role("button", name="Générer").click()
    expect(french.locator(".version .about").first).to_have_text("«\u00a0Une voix grave.\u00a0»")
    french.locator(".engine-details summary").click()
    expect(french.locator(".engine-details .lines")).to_contain_text("Pourquoi : sketch a été demandé")
    context.close()


def test_second_studio_at_another_port_works_in_the_same_tab(page: Page, studio: str, tmp_path: Path) -> None:
    open_page(page, studio)
    with open_studio(tmp_path) as other:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        open_page(page, other)
        page.get_by_role("tab", name="Voices").click()
        expect(page.locator("#workspace-voices .part").first).not_to_be_empty()
        modules = [url for url in asked if "/modules/" in url]
        assert modules
        assert [url for url in modules if not url.startswith(other)] == []
        page.goto("about:blank")


def test_part_whose_module_fails_says_so_and_the_others_are_drawn(
    page: Page, studio: str, complaints: list[str]
) -> None:
    def break_module(route: Route) -> None:
        broken = 'const sources = { get "sections/models/models.js"() { throw Error("broken"); },'
        found = route.fetch()
        own = found.text().replace('"sections/models/models.js"()', '"unused"()')
        route.fulfill(response=found, body=own.replace("const sources = {", broken, 1))

    page.route("**/page.js", break_module)
    open_page(page, studio)
    missing = page.get_by_role("alert").filter(has_text="This part of the page could not be loaded.")
    expect(missing.first).to_be_attached()
    expect(page.get_by_role("tab")).to_have_text(NAMES)
    assert all("models.js: Error: broken" in complaint for complaint in complaints)
    complaints.clear()


def test_page_whose_modules_do_not_load_says_so(page: Page, studio: str, complaints: list[str]) -> None:
    page.route("**/page.js", lambda route: route.abort())
    page.goto(studio)
    expect(page.get_by_text("This part of the page could not be loaded.").first).to_be_visible()
    assert all("ERR_FAILED" in complaint for complaint in complaints)
    complaints.clear()
