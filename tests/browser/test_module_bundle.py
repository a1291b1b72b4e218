"""Many JavaScript modules as one: it behaves as they would, and asks for none of them."""

import graphlib
import re
from collections.abc import Callable

from playwright.sync_api import Page

SOURCES = {
    "shared/count.js": """globalThis.ran = (globalThis.ran ?? 0) + 1;
export const START = 3;
export function next(from = START) {
  return from + 1;
}
""",
    "shared/shape.js": """export class Square {
  side = 2;
}
export default { Square };
export async function slow() {
  return 5;
}
""",
    "shared/all.js": """export { START } from "./count.js";
export { Square } from "./shape.js";
""",
    "parts/first.js": """import { next as after, START } from "../shared/count.js";
import { Square } from "../shared/all.js";
export const found = [after(), START, new Square().side];
export async function load(name) {
  return (await import(`../shared/${name}`)).slow();
}
""",
}


def test_modules_in_one_file_see_what_they_import_and_run_once(page: Page, serve: Callable[..., str]) -> None:
    from studio.ui.module_bundle import bundle

    files = {
        "/": ("text/html", b"<link rel=icon href=data:,>"),
        "/all.js": ("text/javascript", bundle(SOURCES).encode()),
    }
    page.goto(serve(files))
    result = page.evaluate("""async () => {
        const { use } = await import("/all.js");
        const before = globalThis.ran ?? 0;
        const first = use("parts/first.js");
        const again = use("shared/count.js").next(7);
        return [before, first.found, again, await first.load("shape.js"), "default" in use("shared/shape.js"), ran];
    }""")
    assert result == [0, [4, 3, 2], 8, 5, True, 1]


def test_modules_of_the_page_follow_the_rules_of_the_bundle() -> None:
    from studio.ui.modules import module_files, page_module
    from studio.ui.sections import SECTIONS

    joined = page_module(SECTIONS)
    lines = [line for line in joined.splitlines() if re.match(r"(import|export)\b", line)]
    assert lines == ["export function use(name) {"]
    names = {*module_files(SECTIONS), "words.js"}
    assert set(re.findall(r'^"(\S+)"\(\) \{$', joined, re.MULTILINE)) == names
    assert set(re.findall(r'\buse\("([^"]+)"\)', joined)) <= names
    parts = re.split(r'^"(\S+)"\(\) \{$', joined, flags=re.MULTILINE)[1:]
    imported = dict(zip(parts[::2], (re.findall(r'= use\("([^"]+)"\);', body) for body in parts[1::2]), strict=True))
    tuple(graphlib.TopologicalSorter(imported).static_order())  # raises CycleError, which names the circle
