"""The auditions of this process, and what is made of some of them: those under way, and the last few that ended."""

from studio.auditions.audition import Audition
from studio.auditions.consistency import ConsistencyTest
from studio.auditions.delivery_proposal import DeliveryProposal
from studio.auditions.remix import Remix

_ENDED_KEPT = 4


class RecentAuditions:
    """The auditions of one studio that can still be followed.

    Every method may be called from any thread, and from a signal handler: each access is one operation of a dict, and
    no lock is needed.
    """

    def __init__(self) -> None:
        self._auditions: dict[str, Audition] = {}
        self._tests: dict[str, ConsistencyTest] = {}
        self._proposals: dict[str, DeliveryProposal] = {}
        self._remixes: dict[str, Remix] = {}

    def add(self, audition: Audition) -> None:
        """Add an audition, and drop the oldest of those that ended."""
        self._auditions[audition.id] = audition
        ended = [each.id for each in list(self._auditions.values()) if each.state.over]
        for audition_id in ended[:-_ENDED_KEPT]:
            self._auditions.pop(audition_id, None)

    def add_test(self, test: ConsistencyTest) -> None:
        """Add a consistency test, and drop the oldest ones."""
        self._tests[test.id] = test
        for test_id in list(self._tests)[:-_ENDED_KEPT]:
            self._tests.pop(test_id, None)

    def add_proposal(self, proposal: DeliveryProposal) -> None:
        """Add a proposal of a delivery, and drop the oldest ones."""
        self._proposals[proposal.id] = proposal
        for proposal_id in list(self._proposals)[:-_ENDED_KEPT]:
            self._proposals.pop(proposal_id, None)

    def add_remix(self, remix: Remix) -> None:
        """Add a remix, and drop the oldest ones."""
        self._remixes[remix.id] = remix
        for remix_id in list(self._remixes)[:-_ENDED_KEPT]:
            self._remixes.pop(remix_id, None)

    def find(self, audition_id: str) -> Audition | None:
        """Return the audition of that id, or None."""
        return self._auditions.get(audition_id)

    def find_test(self, test_id: str) -> ConsistencyTest | None:
        """Return the consistency test of that id, or None."""
        return self._tests.get(test_id)

    def find_proposal(self, proposal_id: str) -> DeliveryProposal | None:
        """Return the proposal of that id, or None."""
        return self._proposals.get(proposal_id)

    def find_remix(self, remix_id: str) -> Remix | None:
        """Return the remix of that id, or None."""
        return self._remixes.get(remix_id)

    def designing(self) -> list[Audition]:
        """Return the auditions of described voices that have not ended, the oldest first."""
        designs = [each for each in list(self._auditions.values()) if each.recipes[0].voice is None]
        return [each for each in designs if not each.state.over]

    def working(self) -> Audition | None:
        """Return the audition that the engine is working on, or None."""
        working = [each for each in list(self._auditions.values()) if each.state.phase == "working"]
        return working[-1] if working else None
