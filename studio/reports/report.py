"""A report: one HTML file that shows itself in a notebook, and is saved to be sent to somebody."""

from dataclasses import dataclass
from pathlib import Path

from studio.domain.rich_display import RichDisplay
from studio.store.files import write_atomically


@dataclass(frozen=True, repr=False)
class Report(RichDisplay):
    """A comparison as one HTML file, which has no script and loads nothing from anywhere; `bytes(report)` is the file.

    Parameters
    ----------
    title : str
        What it compares.
    html : str
        The page.

    Examples
    --------
    >>> from studio import Studio
    >>> with Studio() as st:  # doctest: +SKIP
    ...     st.report(["v7.1", "v7.3"]).save("comparison.html")
    """

    title: str
    html: str

    def save(self, path: str | Path) -> Path:
        """Write the file; one of that name is replaced.

        Parameters
        ----------
        path : str or pathlib.Path
            The file, such as "comparison.html".

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        StorageFailed
            If it cannot be written.
        """
        write_atomically(Path(path), lambda file: file.write(bytes(self)), private=False)
        return Path(path)

    def __bytes__(self) -> bytes:
        return self.html.encode()

    def __repr__(self) -> str:
        return f"<Report {self.title}, {len(self.html) / 1e6:.1f} MB>"
