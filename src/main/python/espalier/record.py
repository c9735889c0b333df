"""Record of a study: its tables, and conclusions from it, which the JVM makes."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

from pyspark.sql import DataFrame, SparkSession

from espalier.gateway import java_session, jvm

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped, unused-ignore]


class Importance(NamedTuple):
    """Importance of a parameter for the score.

    >>> Importance("x", fanova=0.8, deviation=0.1, ped_anova=0.9, active=1.0).fanova
    0.8

    :ivar parameter: name in the space
    :ivar fanova: share of the variance of the score over the whole space that the parameter alone explains, in [0, 1]
        (fANOVA)
    :ivar deviation: standard deviation of ``fanova`` over the trees of the forest
    :ivar ped_anova: importance among the best tenth of the trials, in [0, 1] (PED-ANOVA)
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
    """Record of a study: its tables of trials, cells and decisions, and what follows from them.

    The model of a tuner has it as ``model.study``. In a notebook it shows the page about the study.

    >>> study.status
    'finished'

    :ivar status: ``finished``, or ``gate-failed`` if the best trial misses ``minImprovement`` or ``requiredScore``
    """

    status: str

    def __init__(self, record: Any) -> None:
        """
        :param record: a ``JavaRecord``, or the ``remote.ServerRecord`` of a client of Spark Connect
        """
        self._record = record
        self.status = record.status

    @overload
    def trials(self, spark: Literal[True]) -> DataFrame: ...

    @overload
    def trials(self, spark: Literal[False] = False) -> pandas.DataFrame: ...

    def trials(self, spark: bool = False) -> Any:
        """Table with a row for each trial.

        >>> study.trials(spark=True).count()
        12

        :param spark: True for a Spark DataFrame, False for a pandas DataFrame
        """
        return self._table("trials", spark)

    @overload
    def cells(self, spark: Literal[True]) -> DataFrame: ...

    @overload
    def cells(self, spark: Literal[False] = False) -> pandas.DataFrame: ...

    def cells(self, spark: bool = False) -> Any:
        """Table with a row for each cell: the fit of one trial on one fold and its score, or a call of the function.

        >>> "score" in study.cells(spark=True).columns
        True

        :param spark: True for a Spark DataFrame, False for a pandas DataFrame
        """
        return self._table("cells", spark)

    @overload
    def decisions(self, spark: Literal[True]) -> DataFrame: ...

    @overload
    def decisions(self, spark: Literal[False] = False) -> pandas.DataFrame: ...

    def decisions(self, spark: bool = False) -> Any:
        """Table with a row for each decision of the scheduler: which trial was promoted or pruned, and why.

        >>> "reason" in study.decisions(spark=True).columns
        True

        :param spark: True for a Spark DataFrame, False for a pandas DataFrame
        """
        return self._table("decisions", spark)

    def _table(self, name: str, spark: bool) -> Any:
        table = self._record.table(name)
        return table if spark else table.toPandas()

    def explain(self, trial: int) -> list[str]:
        """Explanation of a trial, as lines of text: its sampler, its score beside the cutoff of each rung, its end.

        >>> "State   completed" in study.explain(study.best.trial)
        True

        :param trial: number of the trial
        :raises IllegalArgumentException: if the study has no such trial
        """
        lines: list[str] = self._record.explain(trial)
        return lines

    def importance(self) -> list[Importance]:
        """Importance of the parameters, the largest first. The list is empty if too few trials have a score.

        >>> [one.parameter for one in study.importance()]
        ['x']
        """
        found: list[Importance] = self._record.importance()
        return found

    def _repr_html_(self) -> str:
        """The page about the study, for a notebook."""
        page = html.escape(self._record.page(), quote=True)
        return f'<iframe srcdoc="{page}" sandbox="allow-scripts" style="width:100%;height:800px;border:0"></iframe>'
