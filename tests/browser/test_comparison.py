"""The notebook widget, its kernel's side and its browser's side joined as a notebook joins them."""

import base64

import comm
import numpy as np
import pytest

from studio import Recipe, Take
from studio.notebook import Comparison

pytestmark = pytest.mark.browser

NOTEBOOK = """<!doctype html><meta charset="utf-8"><title>notebook</title><link rel="icon" href="data:,">
<div id="first"></div><div id="second"></div>
<script type="module">
  import widget from "./widget.js";
  const hearers = new Set();
  const bytes = (base64) => new DataView(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer);
  const model = {
    on: (event, hearer) => event === "msg:custom" && hearers.add(hearer),
    off: (event, hearer) => hearers.delete(hearer),
    send: async (content) => {
      for (const [answer, buffers] of await toKernel(content))
        for (const hearer of [...hearers]) hearer(answer, buffers.map(bytes));
    },
  };
  window.show = (id) => widget.render({ model, el: document.getElementById(id) });
  window.hearers = hearers;
</script>"""


def take(number, seconds):
    samples = (0.1 * np.sin(0.05 * number * np.arange(round(24_000 * seconds)))).astype(np.float32)
    recipe = Recipe(description=f"Voice number {number}.", text="Hello.", seed=number)
    return Take(id=f"{number:032x}", recipe=recipe, samples=samples)


@pytest.fixture
def notebook(page, serve, monkeypatch):
    """Give a page whose widget model talks to a real `Comparison`."""
    published = []

    class Channel(comm.base_comm.BaseComm):
        def publish_msg(self, kind, data=None, metadata=None, buffers=None, **keys):
            if data and data.get("method") == "custom":
                published.append([data["content"], [base64.b64encode(part).decode() for part in buffers or ()]])

    monkeypatch.setattr(comm, "create_comm", Channel)
    channel = Comparison([take(1, 1.0), take(2, 2.0)]).comm

    def to_kernel(content):
        published.clear()
        data = {"method": "custom", "content": content}
        channel.handle_msg({"content": {"comm_id": channel.comm_id, "data": data}, "buffers": []})
        return list(published)

    page.expose_function("toKernel", to_kernel)
    widget = Comparison._esm.encode()
    page.goto(serve({"/": ("text/html", NOTEBOOK.encode()), "/widget.js": ("text/javascript", widget)}))
    page.wait_for_function("'show' in window")
    return page


def test_a_cell_shows_and_plays_the_takes(notebook):
    notebook.evaluate("void show('first')")
    notebook.wait_for_selector("#first .sp-lane canvas")
    cell = notebook.locator("#first")
    assert cell.locator(".sp-label").all_inner_texts() == ["Voice number 1.", "Voice number 2."]
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
    notebook.evaluate("void (window.end = show('first'))")
    notebook.wait_for_selector("#first .sp-lane canvas")
    notebook.evaluate("end()")
    assert notebook.locator("#first > *").count() == 0
    assert notebook.evaluate("hearers.size") == 0
