"""How far the text of a take is read, in the states of an audition and on the command's progress bars."""

from studio.auditions.audition import Audition
from studio.cli.progress import _parts
from studio.domain.recipe import audition_recipes
from studio.engine.events import JobStarted, TakeProgress, TakeReading


def test_reading_is_shown_until_the_first_step():
    audition = Audition(audition_recipes("a voice", "Good evening.", takes=2, seed=1))

    def after(event):
        audition.receive(event, lambda take: None)
        return [take.reading for take in audition.state.takes]

    assert after(JobStarted("job")) == [None, None]
    assert after(TakeReading("job", 0, 0.25)) == [0.25, None]
    assert after(TakeProgress("job", 0, 0, 10)) == [0.25, None]
    assert [part.note for part in _parts(audition, audition.state)] == ["reading the text, 25%", ""]
    assert after(TakeProgress("job", 0, 1, 10)) == [None, None]
