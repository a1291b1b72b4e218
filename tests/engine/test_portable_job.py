"""A job whose engine's owner exits while the job is being cancelled."""

from studio.domain.recipe import Recipe
from studio.engine import job_errors
from studio.engine.events import JobEnded
from studio.engine.portable_job import PortableJob
from studio.engine.queue import Job
from studio.errors import Cancelled


class EngineWhoseOwnerIsExiting:
    """Takes jobs, and learns nothing of what is asked of it afterwards."""

    def __init__(self):
        self.jobs = []

    def submit(self, job):
        self.jobs.append(job)
        return job

    def cancel(self, job):
        pass


def test_job_cancelled_while_the_owner_of_its_engine_exits_goes_to_no_other_engine():
    engine, lost = EngineWhoseOwnerIsExiting(), []
    job = Job([Recipe("A calm woman.", "Good evening.", seed=7)])
    portable = PortableJob(job, lost.append)
    portable.submit_to(engine)
    portable.cancel()
    engine.jobs[0].end(job_errors.owner_closed())

    (end,) = [event for event in job.events() if isinstance(event, JobEnded)]
    assert isinstance(end.error, Cancelled)
    assert lost == []
