"""Worker processes that may be killed, and jobs that share the way to them.

The way to a worker and back costs more than a small job. So jobs that wait travel together, as many as there
are when a worker is free; a job that comes alone goes at once. A batch that dies, or takes too long, is done
again job by job, so that only the culprit fails.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import resource
import signal
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import RLock
from typing import Any, TypeAlias, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from bot.errors import VigieError
from bot.futures import fail, succeed

T = TypeVar("T")

AT_ONCE = 16
"""Jobs that travel together at most."""

BYTES_AT_ONCE = 1024 * 1024
"""And so much of them at most."""

AHEAD = 2
"""Batches on their way for each worker: one that is worked on, and one that lies ready."""

MAX_MEMORY = 2 * 1024**3
"""Address space of a worker in bytes. 10 MB of empty elements, the worst that fits through the fetcher's
limit, stay below 1 GB."""

GARBAGE_LOOKED_FOR_AFTER = 50_000
"""Objects more than before. What a document makes goes by itself when the document is done."""

BROKEN = (ProcessExpired, BrokenProcessPool, TimeoutError, MemoryError)
"""What a job may do to its worker."""

Call: TypeAlias = tuple[Callable[..., Any], tuple[object, ...]]


@dataclass(slots=True)
class _Job:
    call: Call
    size: int
    done: asyncio.Future[Any]


class Workers:
    """A pool of processes, which starts with the first job.

    `timeout` are seconds for one job or batch, `jobs_per_worker` is how often a worker is sent something
    until it is replaced, `preload` are modules that are imported once for all workers.
    """

    def __init__(self, *, workers: int, timeout: float, jobs_per_worker: int, preload: Sequence[str]) -> None:
        self._workers = workers
        self._timeout = timeout
        self._jobs_per_worker = jobs_per_worker
        self._preload = list(preload)
        self._pool: ProcessPool | None = None
        self._waiting: deque[_Job] = deque()
        self._batches: set[asyncio.Task[None]] = set()

    async def run(self, work: Callable[..., T], *arguments: object, size: int = 0) -> T:
        """Run the function in a worker and return its result; raises what it raises.

        Function, arguments (of that size in bytes, about) and result must be fit for pickling. Raises one of
        BROKEN if it is the end of its worker.
        """
        job = _Job((work, arguments), size, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        self._dispatch()
        answer: T = await job.done
        return answer

    def close(self) -> None:
        """End all workers, busy or not."""
        pool, self._pool = self._pool, None
        if pool:
            _end(pool)

    def _dispatch(self) -> None:
        while self._waiting and len(self._batches) < self._workers * AHEAD:
            free = self._workers * AHEAD - len(self._batches)
            batch = self._taken(min(AT_ONCE, -(-len(self._waiting) // free)))
            if batch:
                task = asyncio.create_task(self._work(batch))
                self._batches.add(task)
                task.add_done_callback(self._ended)

    def _taken(self, most: int) -> list[_Job]:
        batch: list[_Job] = []
        size = 0
        while self._waiting and len(batch) < most:
            if batch and size + self._waiting[0].size > BYTES_AT_ONCE:
                break
            job = self._waiting.popleft()
            if not job.done.done():  # nobody waits for it any more
                batch.append(job)
                size += job.size
        return batch

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._batches.discard(task)
        if not task.cancelled():
            task.exception()  # each job has it already
            self._dispatch()

    async def _work(self, batch: list[_Job]) -> None:
        try:
            if len(batch) == 1:
                await self._alone(batch[0])
                return
            try:
                answers = await self._send(_all, ([job.call for job in batch],), batch)
            except BROKEN:
                answers = [_NOT_DONE] * len(batch)
            for job, answer in zip(batch, answers, strict=True):
                if answer == _NOT_DONE:
                    await self._alone(job)
                elif answer[1]:
                    fail(job.done, answer[1])
                else:
                    succeed(job.done, answer[0])
        except BaseException as error:
            for job in batch:
                fail(job.done, error)
            raise

    async def _alone(self, job: _Job) -> None:
        if job.done.done():
            return
        work, arguments = job.call
        try:
            try:
                answer = await self._send(work, arguments, [job])
            except BrokenProcessPool:
                # a worker that is killed while it is idle takes the pool with it, and this job along
                answer = await self._send(work, arguments, [job])
        except Exception as error:
            fail(job.done, error)
        else:
            succeed(job.done, answer)

    async def _send(
        self, work: Callable[..., Any], arguments: tuple[object, ...], batch: Sequence[_Job]
    ) -> Any:
        """Have a worker do it; it is stopped once nobody waits for any of the jobs."""
        pool = self._pool = self._pool or self._start()

        def stop_unless_awaited(_: object) -> None:
            if all(job.done.cancelled() for job in batch):
                future.cancel()  # type: ignore[no-untyped-call]

        try:
            future: ProcessFuture[Any] = pool.schedule(work, args=arguments, timeout=self._timeout)
            for job in batch:
                job.done.add_done_callback(stop_unless_awaited)
            return await asyncio.wrap_future(future)
        except RuntimeError as error:
            if pool.active:
                raise
            await self._replace(pool)
            raise BrokenProcessPool from error

    async def _replace(self, pool: ProcessPool) -> None:
        if self._pool is pool:  # else another job has replaced it already
            self._pool = None
            await asyncio.to_thread(_end, pool)

    def _start(self) -> ProcessPool:
        context = _Context()
        # imported once by the server from which workers are forked, so that a new worker costs 20 ms
        context.set_forkserver_preload(self._preload)
        return ProcessPool(
            max_workers=self._workers,
            max_tasks=self._jobs_per_worker,
            initializer=_prepare_worker,
            context=context,
        )


class _Context(ForkServerContext):
    """Keeps the locks of a pool as long as the pool.

    A worker that is still starting looks for them by name. The pool drops them before it ends its workers,
    and such a worker would complain on the terminal that they are missing.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kept: list[RLock] = []

    def RLock(self) -> RLock:  # noqa: N802
        lock = super().RLock()
        self._kept.append(lock)
        return lock


_NOT_DONE = ()
"""In place of an answer: the job has to be done alone."""


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


# --- in a worker -----------------------------------------------------------------------------------------


def _all(calls: Sequence[Call]) -> list[tuple[Any, ...]]:
    """The answers of several jobs, or what they complain of. What breaks is done again alone, where its error
    can be told."""
    answers: list[tuple[Any, ...]] = []
    for work, arguments in calls:
        try:
            answers.append((work(*arguments), None))
        except VigieError as error:
            answers.append((None, error))
        except Exception:
            answers.append(_NOT_DONE)
    return answers


def _prepare_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the daemon ends us
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    gc.freeze()  # the libraries live on
    gc.set_threshold(GARBAGE_LOOKED_FOR_AFTER, 20, 20)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    """Wait for the death of the daemon, which may have been killed without a chance to end its workers."""
    parent = multiprocessing.parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os._exit(1)
