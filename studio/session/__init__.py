"""`Studio`: a workspace with an engine. The page, the notebook, the command and other programs use this."""

from studio.session.studio import Studio, auditions_of

__all__ = ["Studio", "auditions_of"]
