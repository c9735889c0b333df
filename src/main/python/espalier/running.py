"""Calls into the JVM that Ctrl-C ends."""

from __future__ import annotations

import inspect
import threading
import uuid
from typing import Any, Callable

from pyspark import InheritableThread
from pyspark.sql import SparkSession

from espalier.gateway import Py4JError, context, java_session, jvm, pins_threads

# A fit that is interrupted stops its cells first; jobs that began meanwhile are cancelled again.
_PAUSE = 0.5  # seconds
_ATTEMPTS = 60


def inheriting_thread(session: SparkSession, work: Callable[[], Any]) -> InheritableThread:
    """A daemon thread, yet to be started, with a thread of the JVM of its own and the properties of this one."""
    known = inspect.signature(InheritableThread.__init__).parameters
    more = {"session": session} if "session" in known else {}  # since Spark 4.0, for tags
    return InheritableThread(target=work, daemon=True, **more)


class InterruptibleCall:
    """Call that a thread of its own makes while the caller waits for it.

    A signal cannot end a call into the JVM: the caller's connection is busy until there is an
    answer, and Spark's own handler of Ctrl-C, which would use the same one, waits for it, too.
    """

    def __init__(self, session: SparkSession, call: Callable[[], Any], where: str, journal: Any) -> None:
        """
        :param session: whose jobs the call runs; it is the active one of the thread
        :param call: takes no argument
        :param where: what the user called, which an interrupt names
        :param journal: folder of the record, from which the same call continues; None or empty if there is none
        """
        self._session = session
        self._call = call
        if journal:
            self._interrupted = f"{where}: interrupted; the same call continues from its journal, {journal}"
        else:
            self._interrupted = (
                f"{where}: interrupted, and nothing is kept; with journal = a folder, the same call would continue"
            )
        self._context: Any = context()
        self._tag = f"espalier.python-{uuid.uuid4()}"
        self._done = threading.Event()
        self._stopped = False
        self._in_jvm: Any = None
        self._answer: Any = None
        self._error: BaseException | None = None

    def run(self) -> Any:
        """Returns what the call returns; if the caller is interrupted, none of its jobs continues."""
        thread = inheriting_thread(self._session, self._work)
        try:
            thread.start()
            while not self._done.wait(1):  # without a timeout, Windows hears of no signal
                pass
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt) and not error.args:
                error.args = (self._interrupted,)
            self._stopped = True
            if thread.ident is not None:
                self._stop()
            raise
        if self._error is not None:
            raise self._error
        return self._answer

    def _work(self) -> None:
        try:
            session = java_session(self._session)
            session.setActiveSession(session)
            if pins_threads():  # a thread there for each one here
                self._in_jvm = jvm(self._session).java.lang.Thread.currentThread()
            self._context.addJobTag(self._tag)
            try:
                if not self._stopped:
                    self._answer = self._call()
            finally:
                self._context.removeJobTag(self._tag)
        except BaseException as error:
            self._error = error
        finally:
            self._done.set()

    def _stop(self) -> None:
        try:
            interrupted = False
            for _ in range(_ATTEMPTS):
                if self._in_jvm is not None and not interrupted:  # once: what it then closes is not to be broken off
                    self._in_jvm.interrupt()
                    interrupted = True
                self._context.cancelJobsWithTag(self._tag)
                if self._done.wait(_PAUSE):
                    return
        except Py4JError:
            pass  # the context or the JVM has ended, and all jobs with it
