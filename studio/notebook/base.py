"""What all widgets share: one JavaScript library, messages, a still picture for later, release of what they hold."""

import threading
import uuid
import weakref
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from studio.displays.player import MOST_TOGETHER
from studio.errors import InvalidInput, StudioError
from studio.notebook.still import still_page

try:
    import anywidget
    import ipywidgets.widgets.widget as registry
    from IPython.display import publish_display_data
    from traitlets import Int, Unicode, link
except ModuleNotFoundError as error:
    raise StudioError(
        "Notebook widgets need the package anywidget, which is not installed.",
        "Install it with: pip install 'voice-studio[notebook]'",
        code="notebook-extra-missing",
    ) from error

from studio.notebook.library import asked_by_a_page, in_marimo, library, loader, script

_VIEW = "application/vnd.jupyter.widget-view+json"
_shown: dict[str, "StudioWidget"] = {}  # what a page shows stays, also where no variable refers to it


class StudioWidget(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget has no types
    """Base of the studio's widgets.

    A widget is a module with a subclass, and a JavaScript module in `static/` that draws it:

    - Set `_view` to the name under which `static/widgets.js` registers the drawing.
    - Public traits are synced: `Unicode().tag(sync=True)`. One of them is what the widget is about: name it in
      `_primary`, and declare a trait `value` of its kind, which is then always the same.
    - What the first picture needs is in synced traits, whose names begin with an underscore where they are not public:
      the browser then asks nothing. Keep them small; `clip_state.py` makes those of clips.
    - `receive(message, buffers)` gets what JavaScript sends with `model.send({ kind, … })`, on any thread;
      `self.send(message, buffers)` goes to all views.
    - `still(most_seconds)` is HTML that a saved notebook shows and plays without a kernel, with at most so many seconds
      of sound; no scripts, all text of users escaped.
      Call `update_still()` when it has become another one.
    - `release()` drops what the widget holds: samples, threads, subscriptions. It is called once, by `close`, or when
      nothing refers to the widget and no page shows it. Threads must refer to the widget weakly, or it never goes.

    JavaScript: `render(model, el)` may call `model.get`, `set`, `save_changes`, `send`, `on`, `off` as anywidget has
    them. `static/traits.js` connects traits, `static/one_sounds.js` lets at most one widget of a document sound.
    """

    _view: ClassVar[str] = ""
    _primary: ClassVar[str] = ""
    _esm = loader()
    _released = True  # until it is made
    _has_still = False
    _element: Any = None  # of marimo

    _draws = Unicode().tag(sync=True)
    _library = Unicode().tag(sync=True)
    _key = Unicode().tag(sync=True)
    _seen = Int().tag(sync=True)
    _still = Unicode().tag(sync=True)  # in marimo, which exports the traits, and no output beside that of the widget

    def __init__(self, **traits: Any) -> None:
        if self._primary and "value" in traits:
            traits[self._primary] = traits.pop("value")
        self._views: set[str] = set()
        self._in_marimo = in_marimo()
        self._drawing_still = threading.Lock()
        _close_abandoned()
        super().__init__(_draws=self._view, _library=self._shared(), _key=uuid.uuid4().hex, **traits)
        if self._primary:
            link((self, self._primary), (self, "value"))
        self._released = False
        self.comm.on_msg(_weak(self._handle_msg))
        _hear_while_busy(self.comm)
        registry._instances[self.model_id] = weakref.proxy(self)  # listed, for a page that is loaded again; not kept
        self.on_msg(_weak(self._dispatch))

    def receive(self, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        """Act on a message of a view; the default ignores it."""

    def still(self, most_seconds: float = MOST_TOGETHER) -> str:
        """Return the HTML that a notebook shows where there is no kernel; the default has none."""
        return ""

    def release(self) -> None:
        """Drop what the widget holds; the default holds nothing."""

    def update_still(self) -> None:
        """Replace the still picture in the notebook, where it was shown."""
        if not self._has_still or self._released:
            return
        with self._drawing_still:  # so that the last one to be drawn is the newest
            page = still_page(self._key, self.still())
            if self._in_marimo:
                self._still = page
            else:
                self._publish_still(page, update=True)

    def close(self) -> None:
        """Remove the widget from all pages, and free its sound and data."""
        _shown.pop(self._key, None)
        if not self._released:
            self._released = True
            self.release()
            self.layout.close()
        super().close()

    def _shared(self) -> str:
        """Return which model has the JavaScript; "" where each widget has all of it.

        marimo closes what a cell made when that is run again, and has one process for all its readers: no model would
        be there for all widgets. It keeps a module under its hash, so that a browser loads it once.
        """
        if self._in_marimo:
            self._esm = script()
            return ""
        return f"IPY_MODEL_{library().model_id}"

    def _dispatch(self, _widget: object, content: Any, buffers: Any) -> None:
        if not isinstance(content, dict):
            return
        kind, view = content.get("kind"), str(content.get("view"))
        if kind == "shown":
            self._views.add(view)
            _shown[self._key] = self
        elif kind == "left":
            self._views.discard(view)
            if not self._views:
                _shown.pop(self._key, None)
        else:
            self.receive(content, buffers or ())

    def _repr_mimebundle_(self, **_options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        _shown[self._key] = self
        if self._in_marimo:  # which asks for it where it shows the widget, and shows none of it
            self._keep_still()
        page = "" if self._in_marimo else still_page(self._key, self.still())
        return {"text/plain": repr(self), "text/html": page, _VIEW: self._view_data()}, {}

    def _keep_still(self) -> None:
        """Draw the still picture for marimo's exports; a page that waits for the cell does not wait for its sounds."""
        self._has_still = True
        self._still = still_page(self._key, "")
        if asked_by_a_page():
            threading.Thread(target=self.update_still, name="studio-still", daemon=True).start()
        else:
            self.update_still()

    def _ipython_display_(self, **_options: Any) -> None:
        """Publish the still picture and the view as two outputs: JupyterLab shows one kind of each output only.

        The view does not wait for the sounds of the still picture, which have to be encoded.
        """
        if self.comm is None:
            raise InvalidInput(f"This {type(self).__name__} was closed.", "Make it again.", code="widget-closed")
        _shown[self._key] = self
        self._publish_still(still_page(self._key, ""))
        publish_display_data({_VIEW: self._view_data(), "text/html": "", "text/plain": repr(self)})
        self.update_still()

    def _display_(self) -> Any:
        """Show the widget in marimo, below the picture that stays in the output when the notebook is opened again.

        The picture has no sounds: the cell would wait for them. Its view hides it.
        """
        import marimo

        self._element = self._element or marimo.ui.anywidget(self)
        return marimo.Html(still_page(self._key, self.still(0)) + self._element.text)

    def _view_data(self) -> dict[str, Any]:
        return {"version_major": 2, "version_minor": 0, "model_id": self.model_id}

    def _publish_still(self, page: str, *, update: bool = False) -> None:
        self._has_still = True
        publish_display_data({"text/html": page, "text/plain": ""}, transient={"display_id": self._key}, update=update)


def _close_abandoned() -> None:
    """Close the widgets that no page can show any more: marimo closes their comms when a cell is run again, untold."""
    for widget in list(_shown.values()):
        if vars(widget.comm).get("_closed", False):
            widget.close()


def _hear_while_busy(comm: Any) -> None:
    """Allow a browser's messages to be handled while a cell runs, where kernel and browser have subshells for them.

    From version 7.4 on, ipykernel hands messages to the loop that published last, which is that of the running cell: no
    button would stop what the cell waits for. Other kernels do not look at this attribute.
    """
    vars(comm)["_reply_subshell_for"] = lambda _data, subshell: subshell


def _weak(method: Callable[..., None]) -> Callable[..., None]:
    """Return a function that calls a method as long as its object is there, and does not keep it."""
    reference = weakref.WeakMethod(method)

    def call(*given: Any) -> None:
        found = reference()
        if found is not None:
            found(*given)

    return call
