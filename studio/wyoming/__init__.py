"""The Wyoming server: Home Assistant and other programs with that protocol speak in saved voices."""
