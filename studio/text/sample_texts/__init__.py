"""Texts to hear a voice with, by language and length, and the one that suits what a description is for."""

from studio.text.sample_texts.sample_texts import LENGTHS, sample_text, suitable_text

__all__ = ["LENGTHS", "sample_text", "suitable_text"]
