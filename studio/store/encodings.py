"""The formats in which sounds leave the studio. To add one: a line in `ENCODINGS`."""

from dataclasses import dataclass

from studio.audio.sound_file import Format, Subtype


@dataclass(frozen=True)
class Encoding:
    """A sound format.

    Parameters
    ----------
    name : str
        Its file name extension, without the dot.
    media_type : str
        Its MIME type.
    format, subtype : str
        libsndfile's names of it.
    lossless : bool
        Whether a file holds exactly the samples that were heard.
    """

    name: str
    media_type: str
    format: Format
    subtype: Subtype
    lossless: bool = True


#: By name, the preferred one first.
ENCODINGS = {
    encoding.name: encoding
    for encoding in (
        Encoding("flac", "audio/flac", "FLAC", "PCM_24"),
        Encoding("wav", "audio/wav", "WAV", "PCM_24"),
        Encoding("mp3", "audio/mpeg", "MP3", "MPEG_LAYER_III", lossless=False),
        Encoding("opus", "audio/ogg", "OGG", "OPUS", lossless=False),
        Encoding("ogg", "audio/ogg", "OGG", "OPUS", lossless=False),
    )
}
