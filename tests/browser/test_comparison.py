"""The notebook widget, its kernel's side and its browser's side joined as a notebook joins them."""

import base64
import json

import numpy as np
import pytest
from playwright.sync_api import expect
from widget_channel import channels

from studio import Recipe, Take
from studio.notebook import Comparison
from studio.notebook.library import library, script
from studio.notebook.still import sound_rows, still_page

__all__ = ["channels"]

pytestmark = pytest.mark.browser

NOTEBOOK = """<!doctype html><meta charset="utf-8"><title>notebook</title><link rel="icon" href="data:,">
<div id="first"></div><div id="second"></div>
<script type="module">
  import widget from "./widget.js";
  const { state, library } = await (await fetch("state.json")).json();
  const hearers = new Map();
  const tell = (event, ...given) => [...(hearers.get(event) ?? [])].forEach((hearer) => hearer(...given));
  const bytes = (base64) => new DataView(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer);
  const model = {
    get: (name) => state[name],
    set(name, value) {
      state[name] = value;
      tell(`change:${name}`);
    },
    save_changes() {},
    on: (event, hearer) => hearers.set(event, new Set([...(hearers.get(event) ?? []), hearer])),
    off: (event, hearer) => hearers.get(event).delete(hearer),
    send: async (content) => {
      for (const [answer, buffers] of await toKernel(content)) tell("msg:custom", answer, buffers.map(bytes));
    },
    widget_manager: { get_model: async () => ({ get: (name) => library[name] }) },
  };
  await widget.initialize({ model });
  window.show = (id) => {
    const cell = document.getElementById(id);
    return widget.render({ model, el: cell.shadowRoot?.firstChild ?? cell });
  };
  window.model = model;
  window.hearing = () => [...hearers.values()].reduce((count, some) => count + some.size, 0);
</script>"""


def take(number, seconds):
    samples = (0.1 * np.sin(0.05 * number * np.arange(round(24_000 * seconds)))).astype(np.float32)
    recipe = Recipe(description=f"Voice number {number}.", text="Hello.", seed=number)
    return Take(id=f"{number:032x}", recipe=recipe, samples=samples)


@pytest.fixture
def notebook(page, serve, channels, request):
    """Yield a page whose widget model talks to a real `Comparison`; the module of the widget can be passed."""
    library()
    before = len(channels)
    widget = Comparison([take(1, 1.0), take(2, 2.0)])
    channel = next(each for each in channels[before:] if "_draws" in each.state)
    state = {"state": channel.state, "library": library().get_state(["source", "version"])}

    def to_kernel(content):
        told = [(data, buffers or []) for _, data, buffers in channel.tell(content) if data["method"] == "custom"]
        return [[data["content"], [base64.b64encode(part).decode() for part in parts]] for data, parts in told]

    page.expose_function("toKernel", to_kernel)
    files = {"/": NOTEBOOK, "/widget.js": getattr(request, "param", Comparison._esm), "/state.json": json.dumps(state)}
    kinds = {"/": "text/html", "/widget.js": "text/javascript", "/state.json": "application/json"}
    page.goto(serve({path: (kinds[path], str(text).encode()) for path, text in files.items()}))
    page.wait_for_function("'show' in window")
    yield page
    widget.close()


def test_a_cell_shows_and_plays_the_takes(notebook):
    notebook.evaluate("void show('first')")
    notebook.wait_for_selector("#first .sp-lane canvas")
    cell = notebook.locator("#first")
    assert cell.locator(".sp-label").all_inner_texts() == ["take 1 · seed 1", "take 1 · seed 2"]
    assert cell.locator(".sp-time").inner_text() == "0:00.0 / 0:02.0"
    cell.locator(".sp-title").first.click()
    notebook.keyboard.press("b")
    assert cell.get_by_role("button", name="Hear B").get_attribute("aria-pressed") == "true"
    notebook.keyboard.press("Space")
    notebook.wait_for_function("document.querySelector('#first .sp-time b').textContent !== '0:00.0'")


def test_a_cell_gets_from_the_kernel_what_it_shows_on_demand(notebook):
    notebook.evaluate("void show('first')")
    notebook.wait_for_selector("#first .sp-lane canvas")
    cell = notebook.locator("#first")
    cell.get_by_label("Frequency axis").select_option("linear")
    cell.get_by_role("button", name="Difference").click()
    cell.locator(".sp-bands").wait_for()
    assert cell.locator(".sp-foot [role=status]").inner_text() == ""


def test_a_second_view_does_not_disturb_the_first(notebook):
    notebook.evaluate("void show('first')")
    notebook.wait_for_selector("#first .sp-lane canvas")
    notebook.locator("#first").get_by_role("button", name="Hear B").click()
    notebook.evaluate("void show('second')")
    notebook.wait_for_selector("#second .sp-lane canvas")
    pressed = notebook.locator("#first").get_by_role("button", name="Hear B").get_attribute("aria-pressed")
    assert pressed == "true"


def test_a_closed_cell_leaves_nothing_behind(notebook):
    before = notebook.evaluate("hearing()")
    notebook.evaluate("show('first').then((release) => (window.end = release))")
    notebook.wait_for_selector("#first .sp-lane canvas")
    assert notebook.evaluate("hearing()") > before
    notebook.evaluate("end()")
    assert notebook.locator("#first > *").count() == 0
    assert notebook.evaluate("hearing()") == before


@pytest.mark.parametrize("notebook", [script()], indirect=True, ids=["whole script"])
def test_a_widget_is_heard_and_picked_where_marimo_draws_it(notebook):
    """In a shadow tree, and by a module that has the script of all widgets in it."""
    notebook.evaluate("first.attachShadow({ mode: 'open' }).append(document.createElement('div'))")
    notebook.evaluate("void show('first')")
    cell = notebook.locator("#first")
    cell.locator(".sp-lane canvas").first.wait_for()
    cell.locator(".sp-title").first.click()
    notebook.keyboard.press("b")
    notebook.keyboard.press("Enter")
    expect(cell.get_by_role("button", name="Hear B")).to_have_attribute("aria-pressed", "true")
    expect(cell.locator(".sp-lane.sp-chosen .sp-label")).to_have_text("take 1 · seed 2")
    notebook.keyboard.press("Space")
    expect(cell.locator(".sp-time b")).not_to_have_text("0:00.0")


@pytest.mark.parametrize("notebook", [script()], indirect=True, ids=["whole script"])
def test_a_page_that_marimo_exported_shows_and_plays_the_still_picture_of_a_widget(notebook):
    """It has the state of the widgets, and no kernel."""
    still = still_page("", sound_rows([("a", "", take(1, 1.0)), ("b", "chosen", take(2, 2.0))]))
    notebook.evaluate("window.__MARIMO_STATIC__ = {}")
    notebook.evaluate("(still) => { model.set('_still', still); void show('first'); }", still)
    cell = notebook.locator("#first")
    expect(cell.locator("tr")).to_contain_text(["a", "chosen"])
    expect(cell).to_contain_text("This is how it looked.")
    for place in (0, 1):
        notebook.evaluate("(place) => document.querySelectorAll('audio')[place].play()", place)
        notebook.wait_for_function("(place) => document.querySelectorAll('audio')[place].currentTime > 0", arg=place)
    assert notebook.evaluate("document.querySelector('audio').paused")
