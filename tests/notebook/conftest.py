"""Fixtures for the widgets on the kernel's side."""

from widget_channel import channels

__all__ = ["channels"]
