"""Builds the page with Gradio: sections add their parts and controls, and connect events to actions."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gradio as gr

from studio.ui.section import Section, Workspace

if TYPE_CHECKING:
    from studio.session import Studio

QUIET = {"show_progress": "hidden", "api_visibility": "private"}
_NOT_LOADED = "This part of the page could not be loaded. Is the studio still running? Reload the page."


class Layout:
    """The page while it is built.

    Parameters
    ----------
    studio : Studio
        What the sections work on.
    page : gradio.Blocks
        The page, entered.
    modules : str
        The address below which the JavaScript modules are.
    has_password : bool
        Whether visitors log in, and so can log out.
    """

    def __init__(self, studio: "Studio", page: gr.Blocks, modules: str, has_password: bool = False) -> None:
        self.studio = studio
        self.page = page
        self.has_password = has_password
        self._import = f'import(location.origin + "{modules}/page.js")'
        self._components: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """Return a component by its name: that of a part, or "SECTION.FIELD"."""
        return self._components[name]

    def add(self, section: str, **components: Any) -> None:
        """Name components of a section as "SECTION.NAME", so that other sections can use them."""
        self._components |= {f"{section}.{name}": component for name, component in components.items()}

    def draw(self, section: Section) -> None:
        """Add a section to the page."""
        if section.layout is not None:
            section.layout(self)
        elif section.module:
            self.part(section, section.name, section.module)

    def part(self, section: Section, name: str, module: str, *events: str, value: Any = None) -> gr.HTML:
        """Add an element whose content a module of the section draws.

        The template is constant and empty: Gradio evaluates templates as JavaScript, so a value must never be in one.
        The script names the page's own origin: browsers cache compiled scripts with the address they were first
        compiled for, and a second studio at another port would be asked for the modules of the first.

        Parameters
        ----------
        section : Section
            Whose module it is.
        name : str
            The part's name and HTML id.
        module : str
            A JavaScript file of the section.
        *events : str
            Events that the module triggers; Gradio finds them by their quoted names in the script.
        value
            What the module finds in `props.value`.

        Returns
        -------
        gradio.HTML
        """
        script = f"""{self._import}.then(({{ use }}) =>
            use("static/page/parts.js").mount(element, "{section.workspace}", "{section.name}/{module}",
                {{ props, trigger, watch, events: {json.dumps(events)} }}))
            .catch(() => {{
                element.textContent = {json.dumps(_NOT_LOADED)};
                document.dispatchEvent(new Event("studio:broken"));
            }})"""
        self._components[name] = _html(name, section.workspace, script, value=value)
        return self._components[name]

    def actions(self, functions: list[Callable[..., Any]]) -> None:
        """Add the hidden element through which all modules call Python (`static/page/actions.js`)."""
        script = (
            f"""{self._import}.then(({{ use }}) => use("static/page/actions.js").connect(server)).catch(() => {{}})"""
        )
        _html("actions", Workspace.SHELL, script, server_functions=functions)

    def on(self, event: Callable[..., Any], action: Callable[..., Any], inputs: Any, outputs: Any) -> Any:
        """Connect an event to a function of Python; any number of tabs may run the same one at once.

        Returns
        -------
        gradio.events.Dependency
            Its `then` connects what follows.
        """
        return event(action, inputs, outputs, concurrency_limit=None, **QUIET)


def _html(name: str, workspace: Workspace, script: str, **settings: Any) -> gr.HTML:
    return gr.HTML(
        elem_id=name,
        elem_classes=["part", f"of-{workspace}"],
        html_template="",
        css_template="",
        apply_default_css=False,
        js_on_load=script,
        **settings,
    )
