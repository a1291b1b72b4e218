"""The vocabulary of voices: each dimension with its terms, in English, French and Chinese (`vocabulary.toml`)."""

from studio.text.vocabulary.terms import LANGUAGES, Dimension, Term, Value, Vocabulary, WordSense, vocabulary

__all__ = ["LANGUAGES", "Dimension", "Term", "Value", "Vocabulary", "WordSense", "vocabulary"]
