"""Listeners of Python to the events of a study, each called in a thread of its own."""

from __future__ import annotations

import json
import logging
from typing import Any, Mapping

from pyspark.sql import SparkSession

from espalier.gateway import Py4JError, jvm, new_array
from espalier.running import inheriting_thread
from espalier.trial import last_lines

_LOG = logging.getLogger("espalier")


class Listeners:
    """Listeners that were given to ``tune``: callables of an event, or objects with ``happened`` and maybe ``past``.

    ``problems`` is what is wrong with them, a line each.
    """

    def __init__(self, listeners: Any, session: SparkSession) -> None:
        """
        :param listeners: one, or a list of them, or None
        """
        given = [] if listeners is None else listeners if isinstance(listeners, (list, tuple)) else [listeners]
        self._session = session
        self._listeners = given
        self._queues: list[Any] = []
        self.problems = [
            f"listeners: is a {type(listener).__name__}; give a function of an event, or an object with happened(event)"
            for listener in given
            if not callable(_happened(listener))
        ]

    def start(self, tuner: Any, others: list[Any]) -> None:
        """Begins to listen to the study that a tuner of the JVM runs next.

        :param others: further listeners, of the JVM
        """
        java = jvm(self._session).org.espalier
        self._queues = [java.function.ListenerQueue(_name(listener)) for listener in self._listeners]
        tuner.setListeners(new_array(java.tune.StudyListener, self._queues + others))
        for listener, queue in zip(self._listeners, self._queues):
            inheriting_thread(self._session, _Listening(listener, queue).run).start()

    def close(self) -> None:
        try:
            for queue in self._queues:
                queue.close()
        except Py4JError:
            pass  # the context or the JVM has ended


def _happened(listener: Any) -> Any:
    return getattr(listener, "happened", listener)


def _name(listener: Any) -> str:
    return getattr(listener, "__qualname__", None) or type(listener).__qualname__


class _Listening:
    """One listener and the queue that its events come from."""

    def __init__(self, listener: Any, queue: Any) -> None:
        self._listener = listener
        self._queue = queue
        self._threw = False

    def run(self) -> None:
        try:
            while not self._queue.isClosed():
                text = self._queue.take()
                if text is not None:
                    self._tell(json.loads(text))
        except Py4JError:
            pass  # the context or the JVM has ended, and the study with it

    def _tell(self, told: Any) -> None:
        try:
            if isinstance(told, dict):
                _happened(self._listener)(_flat(told))
            elif hasattr(self._listener, "past"):
                self._listener.past([_flat(event) for event in told])
        except BaseException as error:  # whatever it is, it is not the study's
            if not self._threw:
                self._threw = True
                what = "espalier.tune: listener %s: %s; the study continues"
                _LOG.warning(what, _name(self._listener), last_lines(error))


def _flat(line: Mapping[str, Any]) -> dict[str, Any]:
    """An event as one dict: its type, and what the journal has of it."""
    return {"type": line["type"], **line["event"]}
