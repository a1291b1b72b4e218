"""The still picture of a widget: what a saved notebook shows without a kernel, and in its HTML export."""

_SENTENCE = "This is how it looked. Run the cell again to hear and use it."
# JupyterLab writes "model not found" under it where the notebook was opened again: it says nothing more.
_STYLE = (
    ".jp-OutputArea-child:has(.voice-studio-still)"
    " + .jp-OutputArea-child:has(.jupyter-widgets):not(:has(.jupyter-widgets *)){display:none}"
)


def still_page(key: str, picture: str) -> str:
    """Return the still picture with the sentence that says what it is.

    Parameters
    ----------
    key : str
        The widget's, by which its view finds and hides the picture.
    picture : str
        HTML without scripts.
    """
    return (
        f'<div class="voice-studio-still" data-key="{key}"><style>{_STYLE}</style>{picture}'
        f'<p style="margin:4px 0;font-size:13px;opacity:0.8">{_SENTENCE}</p></div>'
    )
