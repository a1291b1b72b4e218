"""Widgets for notebooks, made with anywidget."""
