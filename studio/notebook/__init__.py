"""Widgets for notebooks, made with anywidget: `pip install 'voice-studio[notebook]'`."""

from studio.notebook.widget import Comparison

__all__ = ["Comparison"]
