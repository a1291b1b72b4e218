"""A comparison as one HTML file to share: sounds, views, measurements, recipes."""
