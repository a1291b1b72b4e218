"""The sketch backend: espeak-ng's formant synthesis, shaped by the description; needs no weights."""
