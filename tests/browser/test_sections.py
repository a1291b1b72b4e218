"""A section that is declared here and added to the list: its address, action, module and styles work at once."""

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, expect
from studio_process import free_port

import studio.ui
from studio.errors import InvalidInput
from studio.ui.section import Section, Workspace
from studio.ui.security.access import Access

pytestmark = pytest.mark.browser
UI = Path(studio.ui.__file__).parent

MODULE = """
import { call } from "../../static/page/actions.js";
import { button, foldingPanel, getJson, make } from "../../static/page/dom.js";
import { showProblem } from "../../static/page/problems.js";

export async function mount(element) {
  const answer = make("p", { class: "echo-answer", role: "status" });
  const notice = make("div", { class: "notice" });
  const ask = (request) => async () => {
    const { problem, text } = await call("echo.double", request);
    showProblem(notice, problem);
    answer.textContent = text ?? "";
  };
  const panel = foldingPanel("Echo");
  panel.append(button("double", ask({ text: "ho" })), button("fail", ask({ text: "" })), answer, notice);
  element.append(panel);
  answer.textContent = (await getJson("/studio/echo.json")).text;
}
"""


def double(request):
    if not request["text"]:
        raise InvalidInput("There is nothing to double.", "Write something.")
    return {"text": 2 * request["text"]}


def add_routes(router, session):
    @router.get("/echo.json")
    def echo():
        return {"text": f"at home in {session.home.name}"}


@pytest.fixture(scope="module")
def section(tmp_path_factory: pytest.TempPathFactory) -> Section:
    folder = tmp_path_factory.mktemp("echo")
    (folder / "echo.js").write_text(MODULE)
    (folder / "echo.css").write_text(".echo-answer { color: rgb(1, 2, 3); }")
    return Section(
        name="echo",
        folder=folder,
        workspace=Workspace.HISTORY,
        column="list",
        module="echo.js",
        styles="echo.css",
        routes=add_routes,
        actions=lambda session: [double],
    )


@pytest.fixture(scope="module")
def sections() -> Sequence[Section]:
    """Return the page's own sections."""
    from studio.ui.sections import SECTIONS  # imports gradio, which takes seconds

    return SECTIONS


@pytest.fixture(scope="module")
def files(sections: Sequence[Section]) -> dict[str, Path]:
    """Return the JavaScript modules of the page."""
    from studio.ui.modules import module_files

    return module_files(sections)


@pytest.fixture(scope="module")
def address(section: Section, sections: Sequence[Section], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from studio.ui.page_site import page_site

    port = free_port()
    with studio.Studio(tmp_path_factory.mktemp("home"), backend="sketch") as session:
        app = page_site(session, Access(), [*sections, section])
        server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run)
        thread.start()
        yield f"http://127.0.0.1:{port}/"
        server.should_exit = True
        thread.join()


def test_added_section_is_served_and_its_action_answers(page: Page, address: str) -> None:
    page.goto(f"{address}#history")
    panel = page.get_by_role("region", name="Echo")
    answer = panel.get_by_role("status")
    expect(answer).to_have_text(re.compile(r"at home in home\d+"))
    expect(answer).to_have_css("color", "rgb(1, 2, 3)")
    expect(page.locator("#echo")).to_have_class(re.compile("of-history"))

    panel.get_by_role("button", name="double").click()
    expect(answer).to_have_text("hoho")
    panel.get_by_role("button", name="fail").click()
    expect(panel.locator(".problem")).to_have_text("There is nothing to double. Write something.")
    expect(page.get_by_role("tab", name="History")).to_have_attribute("aria-selected", "true")


def test_section_in_a_column_that_its_workspace_lacks_is_rejected(section: Section) -> None:
    with pytest.raises(ValueError, match="has no column 'middle'"):
        replace(section, column="middle")


def test_every_section_lies_in_the_folder_of_its_name_and_its_files_exist(
    sections: Sequence[Section], files: dict[str, Path]
) -> None:
    assert len({section.name for section in sections}) == len(sections)
    for section in sections:
        assert section.folder.name == section.name
        assert section.styles_path is None or section.styles_path.is_file()
        assert not section.module or f"sections/{section.name}/{section.module}" in files


def test_page_asks_for_its_modules_at_once(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split("/")[-1]))
    page.goto(address)
    page.get_by_role("tab", name="Compare").click()
    page.locator("#workspace-compare .part").first.wait_for()
    assert [name for name in asked if name.endswith(".js") and (UI / "static" / "page" / name).exists()] == [
        "progress_timer.js"
    ]
    assert asked.count("page.js") == 1


def test_every_module_that_is_imported_is_served(files: dict[str, Path]) -> None:
    for name, path in files.items():
        for line in path.read_text().splitlines():
            if line.startswith(("import ", "export ")) and ' from "' in line:
                imported = (path.parent / line.split(' from "')[1].split('"')[0]).resolve()
                assert imported in {UI / "words.js", *(each.resolve() for each in files.values())}, f"{name}: {line}"
