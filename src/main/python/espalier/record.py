"""Record of a study: its tables, and conclusions from it, which the JVM makes."""

from __future__ import annotations

import html
from typing import Any, NamedTuple

from pyspark.sql import DataFrame, SparkSession

from espalier.gateway import java_session, jvm


class Importance(NamedTuple):
    """Importance of a parameter for the score.

    :ivar parameter: name in the space
    :ivar fanova: share of the variance of scores over the whole space that it explains by itself, in [0, 1]
    :ivar deviation: standard deviation of ``fanova`` over the trees of the forest
    :ivar ped_anova: share in what distinguishes the best tenth of the trials
    :ivar active: share of the trials that have the parameter
    """

    parameter: str
    fanova: float
    deviation: float
    ped_anova: float
    active: float


class JavaRecord:
    """Record of a study in the JVM.

    :ivar status: how the study ended
    """

    def __init__(self, java: Any, record: Any, session: SparkSession) -> None:
        """
        :param java: what explains the study in the JVM
        :param record: its tables and summary in the JVM
        """
        self._java = java
        self._record = record
        self._session = session
        self.status: str = record.summary().end().status().key()

    def table(self, name: str) -> DataFrame:
        tables = jvm(self._session).org.espalier.spark.store.Tables
        return DataFrame(getattr(tables, name)(java_session(self._session), self._record), self._session)

    def explain(self, trial: int) -> list[str]:
        return list(self._java.explain(trial).lines())

    def importance(self) -> list[Importance]:
        return [
            Importance(
                main.parameter(), main.fanova().mean(), main.fanova().deviation(), main.pedAnova(), main.active()
            )
            for main in self._java.importance().parameters()
        ]

    def page(self) -> str:
        page: str = self._java.page()
        return page


class Recorded:
    """Tables of ``Study`` and of a tuner's study, and conclusions: ``explain``, ``importance``, and the page.

    :ivar status: ``finished``, or ``gate-failed`` if the best misses what was required of it
    """

    def __init__(self, record: Any) -> None:
        """
        :param record: a ``JavaRecord``, or the ``remote.ServerRecord`` of a client of Spark Connect
        """
        self._record = record
        self.status: str = record.status

    def trials(self, spark: bool = False) -> Any:
        """A row for each trial, as pandas or, if asked, as a DataFrame of Spark."""
        return self._table("trials", spark)

    def cells(self, spark: bool = False) -> Any:
        """A row for each fold of a proposal: a fit and its score, or a call of the function."""
        return self._table("cells", spark)

    def decisions(self, spark: bool = False) -> Any:
        """A row for each decision of the scheduler."""
        return self._table("decisions", spark)

    def _table(self, name: str, spark: bool) -> Any:
        table = self._record.table(name)
        return table if spark else table.toPandas()

    def explain(self, trial: int) -> list[str]:
        """What proposed a trial, its score beside the cut of each rung, and why it was pruned, as lines of a table.

        :raises IllegalArgumentException: if the study has no such trial
        """
        lines: list[str] = self._record.explain(trial)
        return lines

    def importance(self) -> list[Importance]:
        """Importance of the parameters, the largest first; empty where too few trials were scored."""
        found: list[Importance] = self._record.importance()
        return found

    def _repr_html_(self) -> str:
        """The page about the study, for a notebook."""
        page = html.escape(self._record.page(), quote=True)
        return f'<iframe srcdoc="{page}" sandbox="allow-scripts" style="width:100%;height:800px;border:0"></iframe>'
