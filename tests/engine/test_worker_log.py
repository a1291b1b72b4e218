"""The logs of workers are bounded together, however many models were asked for by name."""

import gc
import os
import time
import warnings

import pytest

from studio.engine.process import WorkerProcess
from studio.engine.worker_log import WorkerLog

DAY = 24 * 3600


def test_the_newest_twenty_logs_are_kept_and_none_that_may_be_in_use(tmp_path):
    for number in range(30):
        log = tmp_path / f"worker-{number}.log"
        log.write_text("done\n")
        written = time.time() - (number + 2) * DAY
        os.utime(log, (written, written))
    (tmp_path / "notes.txt").touch()
    WorkerLog(tmp_path / "worker.log")

    kept = {path.name for path in tmp_path.iterdir()}
    assert kept == {"worker.log", "notes.txt", *(f"worker-{number}.log" for number in range(19))}
    for number in range(100, 130):
        WorkerLog(tmp_path / f"worker-{number}.log")
    assert {f"worker-{number}.log" for number in range(100, 130)} <= {path.name for path in tmp_path.iterdir()}


def test_worker_whose_log_cannot_be_written_leaves_no_connection_open(tmp_path):
    (tmp_path / "logs").touch()
    with warnings.catch_warnings(record=True, action="always") as heard:
        with pytest.raises(OSError, match="logs"):
            WorkerProcess(1, tmp_path / "logs" / "worker.log", print)
        gc.collect()

    assert [str(each.message) for each in heard] == []
