"""The takes of one audition."""
