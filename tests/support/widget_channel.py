"""The browser's side of a widget: what the kernel sends to it, and messages as the browser sends them."""

import comm
import pytest


class WidgetChannel(comm.base_comm.BaseComm):
    """A widget's channel that records what is sent; made through the hook that kernels use to provide comms."""

    def __init__(self, *given, **named):
        self.published = []
        self.state = {}
        self.buffers = []
        super().__init__(*given, **named)

    def publish_msg(self, kind, data=None, metadata=None, buffers=None, **keys):
        """Record a message, and keep the state and the buffers up to date."""
        self.published.append((kind, data, buffers))
        self.state |= (data or {}).get("state", {})
        self.buffers += buffers or []

    def tell(self, content, buffers=()):
        """Deliver a custom message as the browser does, and return what is published in answer."""
        return self._deliver({"method": "custom", "content": content}, buffers)

    def change(self, **state):
        """Change traits as the browser does, and return what is published in answer."""
        return self._deliver({"method": "update", "state": state, "buffer_paths": []}, ())

    def _deliver(self, data, buffers):
        before = len(self.published)
        self.handle_msg({"content": {"comm_id": self.comm_id, "data": data}, "buffers": list(buffers)})
        return self.published[before:]


@pytest.fixture
def channels(monkeypatch):
    """Return the channels that widgets open, in order."""
    opened = []

    def create(*given, **named):
        opened.append(WidgetChannel(*given, **named))
        return opened[-1]

    monkeypatch.setattr(comm, "create_comm", create)
    return opened
