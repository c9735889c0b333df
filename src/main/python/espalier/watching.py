"""The view of a running study in a notebook."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any, Callable

from pyspark.sql import SparkSession

from espalier.gateway import Py4JError, jvm
from espalier.running import inheriting_thread

_PAUSE = 1.0  # seconds between two looks


def _display() -> Callable[[str], None] | None:
    """A function that shows a text in place of the one before; None outside of a notebook."""
    try:
        from IPython import get_ipython  # type: ignore[import-not-found, attr-defined, unused-ignore]
        from IPython.display import display  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return None
    shell: Any = get_ipython()  # type: ignore[no-untyped-call, unused-ignore]
    if not hasattr(shell, "kernel"):
        return None
    shown: list[Any] = []

    def show(text: str) -> None:
        bundle = {"text/plain": text}
        if shown:
            shown[0].update(bundle, raw=True)
        else:
            shown.append(display(bundle, raw=True, display_id=True))  # type: ignore[no-untyped-call, unused-ignore]

    return show


class Watch:
    """View of the study that runs within this context, shown once a second in a notebook and nowhere else."""

    def __init__(self, session: SparkSession, show: Callable[[str], None] | None = None) -> None:
        """
        :param show: takes the text; by default the output of the notebook's cell
        """
        self._session = session
        self._show = show or _display()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        java = jvm(session)
        clock = java.java.time.InstantSource.system() if self._show else None
        self._view: Any = java.org.espalier.engine.NotebookView(clock) if self._show else None

    @property
    def listeners(self) -> list[Any]:
        """Listeners of the JVM that the study needs, one or none."""
        return [] if self._view is None else [self._view]

    def __enter__(self) -> Watch:
        if self._view is not None:
            self._thread = inheriting_thread(self._session, self._run)
            self._thread.start()
        return self

    def _run(self) -> None:
        last = ""
        while True:
            ended = self._ended.wait(_PAUSE)
            try:
                text = self._view.text()
                if text != last and self._show is not None:
                    self._show(text)
                    last = text
            except (Py4JError, OSError):
                return  # the context or the JVM has ended
            if ended:
                return

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join(5 * _PAUSE)
