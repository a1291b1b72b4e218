"""Serve a studio's own addresses in this process, without the page."""

import socket
import threading
from contextlib import contextmanager


@contextmanager
def served_routes(studio):
    """Serve the addresses under /studio and yield the port."""
    import uvicorn  # these take seconds to import
    from fastapi import FastAPI

    from studio.ui.routes import routes
    from studio.ui.sections import SECTIONS

    app = FastAPI()
    app.include_router(routes(studio, SECTIONS))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()
