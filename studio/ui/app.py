"""The page: an editor on the left; takes, comparison, and presets on the right.

Gradio draws the fields and carries their events to the session. What changes by itself (engine, takes, player,
presets) is drawn by small modules in `static/page/`, which read the addresses of `routes.py`.
"""

import json
from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import gradio as gr

from studio.domain.language import AUTO, LANGUAGES
from studio.ui.actions import Actions
from studio.ui.sections.blind.blind_tests import ListeningActions
from studio.ui.sections.design.examples import EXAMPLES
from studio.ui.sections.models.model_actions import ModelActions
from studio.ui.sections.speak.speech_actions import SpeechActions

if TYPE_CHECKING:
    from studio.session import Studio

_SAVED = "voice-studio-editor"


def build(studio: "Studio") -> gr.Blocks:
    """Lay the page out and connect it.

    Parameters
    ----------
    studio : Studio
        What its events call.

    Returns
    -------
    gradio.Blocks
        To be mounted by `studio.ui.server.page`.
    """
    actions, on, speech = Actions(studio), ModelActions(studio), SpeechActions(studio)
    with gr.Blocks(title="Voice studio", analytics_enabled=False, fill_width=True) as page:
        _part("engine", module="engine_line", server_functions=[_function(actions.restart)])
        _part("models", server_functions=[_function(act) for act in (on.download, on.cancel, on.discard, on.use)])
        with gr.Row(elem_id="columns", equal_height=False):
            with gr.Column(elem_id="editor-column", scale=5, min_width=340):
                editor = _editor()
            with gr.Column(elem_id="stage-column", scale=8, min_width=480):
                takes = _part("takes", server_functions=[_function(actions.rate)])
                _part(
                    "listen",
                    module="blind",
                    server_functions=[_function(each) for each in ListeningActions(studio).all],
                )
                _part("compare")
                keeping = _keep_form(speech)
                _part("say", module="speak", server_functions=[_function(each) for each in speech.all])
                presets = _part("presets", "reuse", server_functions=[_function(actions.remove)])
        _connect_editor(page, actions, editor, takes)
        _connect_presets(actions, keeping, presets, editor)
    return page


def _part(name: str, *events: str, module: str = "", **settings: Any) -> gr.HTML:
    """Put a module of `static/page/` on the page.

    The template is constant and empty: Gradio evaluates templates as JavaScript, so a value must never be in one. The
    module builds its part of the page node by node. Gradio finds a component's own events by their quoted names.
    """
    return gr.HTML(
        elem_id=name,
        elem_classes="part",
        html_template="",
        css_template="",
        apply_default_css=False,
        js_on_load=f"""import("/studio/static/page/{module or name}.js").then((part) =>
            part.mount(element, {{ props, server, trigger, watch, events: {json.dumps(events)} }}))""",
        **settings,
    )


def _editor() -> dict[str, Any]:
    description = gr.Textbox(
        label="Description",
        placeholder="How the voice sounds, in one to three sentences: gender, age, pitch, pace, texture, mood.",
        lines=5,
        max_lines=12,
        elem_id="field-description",
    )
    examples = _part("examples", "example", value=list(EXAMPLES.items()))
    text = gr.Textbox(
        label="Text",
        placeholder="What the voice speaks. Full stops, commas and paragraphs make its pauses.",
        lines=4,
        max_lines=14,
        elem_id="field-text",
    )
    with gr.Row(elem_classes="fields"):
        language = gr.Dropdown(_languages(), value=AUTO, label="Language", elem_id="field-language", min_width=150)
        count = gr.Number(4, label="Takes", precision=None, elem_id="field-takes", min_width=80)
    with gr.Row(elem_classes="fields"):
        seed = gr.Textbox(label="Seed", placeholder="drawn for you", elem_id="field-seed", max_lines=1, min_width=150)
        pin = gr.Checkbox(label="Pin the seed", elem_id="field-pin", container=False, min_width=120)
    with gr.Row(elem_classes="actions"):
        generate = gr.Button("Generate", variant="primary", elem_id="generate")
        stop = gr.Button("Stop", variant="secondary", elem_id="stop")
    problem = _part("editor")
    return {
        "description": description,
        "text": text,
        "language": language,
        "takes": count,
        "seed": seed,
        "pin": pin,
        "examples": examples,
        "generate": generate,
        "stop": stop,
        "problem": problem,
    }


def _keep_form(speech: SpeechActions) -> dict[str, Any]:
    with gr.Column(elem_id="keep-form"):
        chosen = _part("keep", module="keep_form")
        with gr.Row(elem_classes="fields"):
            name = gr.Textbox(
                label="Name", placeholder="Harbour storyteller", elem_id="field-name", max_lines=1, min_width=180
            )
            tags = gr.Textbox(
                label="Tags", placeholder="narration, calm, English", elem_id="field-tags", max_lines=1, min_width=180
            )
        notes = gr.Textbox(label="Notes", lines=2, max_lines=6, elem_id="field-notes")
        with gr.Row(elem_classes="actions"):
            save = gr.Button("Save preset", variant="primary", elem_id="save")
    answer = _part("answer", "replace", module="keep_result", server_functions=[_function(speech.lengthen)])
    return {"chosen": chosen, "name": name, "tags": tags, "notes": notes, "save": save, "answer": answer}


def _connect_editor(page: gr.Blocks, actions: Actions, editor: dict[str, Any], takes: gr.HTML) -> None:
    fields = [editor[name] for name in ("description", "text", "language", "takes", "seed", "pin")]
    saved = gr.BrowserState(None, storage_key=_SAVED, secret=_SAVED)  # no secret: it must outlive the program
    _on(page.load, actions.restore, saved, [*fields, editor["problem"]])
    for field in fields:
        field.change(None, fields, saved, js=_AS_ONE, **_QUIET)
    _on(editor["examples"].example, actions.example, None, editor["description"])
    _on(editor["generate"].click, actions.generate, [takes, *fields], [takes, editor["seed"], editor["problem"]])
    _on(editor["stop"].click, actions.stop, takes, editor["problem"])


def _connect_presets(actions: Actions, form: dict[str, Any], presets: gr.HTML, editor: dict[str, Any]) -> None:
    inputs = [form[name] for name in ("chosen", "name", "tags", "notes")]
    outputs = [form["answer"], presets, form["name"], form["tags"], form["notes"]]
    _on(form["save"].click, actions.keep, inputs, outputs)
    _on(form["answer"].replace, partial(actions.keep, overwrite=True), inputs, outputs)
    loaded = [editor[name] for name in ("description", "text", "language", "seed", "pin", "problem")]
    _on(presets.reuse, actions.load, None, loaded)


def _on(event: Callable[..., Any], action: Callable[..., Any], inputs: Any, outputs: Any) -> None:
    """Connect an event to an action; any number of tabs may run the same one at once."""
    event(action, inputs, outputs, concurrency_limit=None, **_QUIET)


def _function(method: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function of a method: Gradio marks what a page may call with an attribute, which a method cannot hold."""

    @wraps(method)
    def call(*given: Any) -> Any:
        return method(*given)

    return call


def _languages() -> list[tuple[str, str]]:
    names = [(f"{name.capitalize()} · {own}", name) for name, (_, own) in sorted(LANGUAGES.items())]
    return [("Auto", AUTO), *((label.removesuffix(" · english"), name) for label, name in names)]


_QUIET = {"show_progress": "hidden", "api_visibility": "private"}
_AS_ONE = """(description, text, language, takes, seed, pin) =>
    ({ description, text, language, takes, seed, pin })"""
