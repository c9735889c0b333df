"""Conclusions from the record of a study, which the JVM makes."""

from __future__ import annotations

from typing import Any, NamedTuple


class Advice(NamedTuple):
    """One change that would be worth trying.

    :ivar kind: ``resume``, ``failures``, ``trials``, ``folds``, ``rungs``, ``exhausted``, ``widen``, ``narrow``,
        ``fix`` or ``learner``
    :ivar parameter: the parameter that it is about, or None
    :ivar setting: path of the setting to change, as in a study file; the argument has the last word of it for its name
    :ivar sentence: what suggests it, and what to do
    """

    kind: str
    parameter: str | None
    setting: str | None
    sentence: str


class Recorded:
    """What a study explains; ``explain`` and ``next`` of its model and of ``Study``."""

    def __init__(self, java: Any) -> None:
        self._java = java

    def explain(self, trial: int) -> list[str]:
        """Sentences on why a trial was proposed, promoted or pruned.

        :raises IllegalArgumentException: if the study has no such trial
        """
        return list(self._java.explain(trial).sentences())

    def next(self) -> list[Advice]:
        """Changes that would be worth trying, the most urgent first; empty if nothing suggests one."""
        return [
            Advice(
                advice.kind().name().lower(),
                advice.parameter().orElse(None),
                advice.setting().orElse(None),
                advice.sentence(),
            )
            for advice in self._java.next().advice()
        ]
