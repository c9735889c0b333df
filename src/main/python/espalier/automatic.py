"""From a DataFrame to a model: a study that is composed for it and a time."""

from __future__ import annotations

from typing import Any, Mapping, NamedTuple

from pyspark.ml import PipelineModel
from pyspark.sql import DataFrame

from espalier.gateway import Py4JJavaError, failure, jvm, stage_from_java
from espalier.record import JavaRecord, Recorded
from espalier.remote import Answer, Request, is_of_connect
from espalier.running import InterruptibleCall
from espalier.table import FILE_TIMES


class Standing(NamedTuple):
    """Row of a leaderboard: the best trial of a learner.

    >>> Standing(0, "random-forest", {}, 0.91, 0.01, 12.5).learner
    'random-forest'

    :ivar trial: number of the trial
    :ivar learner: type of the learner, as in a study file
    :ivar configuration: values by param of the learner; empty for its defaults
    :ivar score: mean over the folds, in the metric's own direction
    :ivar std_error: standard error of the mean; None if there is one fold
    :ivar seconds: executor run time of the trial's fits, in seconds
    """

    trial: int
    learner: str
    configuration: dict[str, Any]
    score: float
    std_error: float | None
    seconds: float


class AutoModel:
    """Model of ``auto``, with the study that found it.

    >>> found = auto(table, label="label", timeout="5m", settings={"search.trials": 3}, overwrite=True)
    >>> found.leaderboard[0].score > 0.5
    True

    :ivar model: fitted pipeline, which takes a DataFrame with the columns of the table
    :ivar study: record of the study
    :ivar leaderboard: best trial of each learner, the best first
    :ivar heldOutMetric: score on rows that no model was fitted on; None if there are none
    :ivar folder: folder of the results: model, page, tables and ``study.conf``
    """

    model: PipelineModel
    study: Recorded
    leaderboard: list[Standing]
    heldOutMetric: float | None
    folder: str

    def __init__(
        self,
        model: PipelineModel,
        study: Recorded,
        leaderboard: list[Standing],
        heldOutMetric: float | None,
        folder: str,
    ) -> None:
        self.model = model
        self.study = study
        self.leaderboard = leaderboard
        self.heldOutMetric = heldOutMetric
        self.folder = folder

    def transform(self, df: DataFrame) -> DataFrame:
        """Adds the columns of the prediction to a DataFrame.

        >>> "prediction" in found.transform(table).columns
        True
        """
        return self.model.transform(df)

    def _repr_html_(self) -> str:
        """The page about the study, for a notebook."""
        return self.study._repr_html_()


def _standing(row: Any) -> Standing:
    error = row.evaluation().stdError()
    return Standing(
        row.trial(),
        row.candidate().learner(),
        dict(row.candidate().configuration()),
        row.evaluation().score().getAsDouble(),
        error.getAsDouble() if error.isPresent() else None,
        row.work().taskSeconds(),
    )


def _held_out(study: Any) -> float | None:
    winner = study.summary().result().winner()
    scored = winner.get().heldOut() if winner.isPresent() else winner
    score: float | None = scored.get().score() if scored.isPresent() else None
    return score


def auto(
    df: DataFrame,
    label: str,
    timeout: float | str = "5m",
    *,
    metric: str | None = None,
    output: str = "espalier-out",
    name: str = "auto",
    overwrite: bool = False,
    settings: Mapping[str, Any] | None = None,
) -> AutoModel:
    """Finds a model for a DataFrame within a given time: composes a study, runs it, and returns the fitted pipeline.

    >>> found = auto(table, label="label", timeout="5m", settings={"search.trials": 3}, overwrite=True)
    >>> "prediction" in found.transform(table).columns
    True

    :param df: table with the label; its columns may be of any type that a study file takes
    :param label: column to predict
    :param timeout: time of the whole call, at least 30 seconds: a number of seconds, or a text with its unit such as
        ``60s``, ``5m`` or ``1h``
    :param metric: name of the metric, as in a study file; the label decides by default
    :param output: folder on any Hadoop file system; results go to ``output/name``
    :param name: name of the study
    :param overwrite: True to replace an existing study of that name, which is an error otherwise
    :param settings: further settings of a study file by path, for example ``{"search.trials": 20}``. A time is a
        number of seconds or a text with its unit
    :raises IllegalArgumentException: if settings or data are wrong, or the time is too short for the table
    """
    timeout = _time(timeout)
    further = [f"{path}={_text(path, value)}" for path, value in (settings or {}).items()]
    if is_of_connect(df):
        request = Request("auto", "auto", df)
        request.put(label=label, timeout=timeout, metric=metric or "", settings=further)
        request.put(output=output, name=name, overwrite=overwrite)
        return _answered(request.send())
    session = df.sparkSession
    java = jvm(session)
    tuner = java.org.espalier.ml.AutoTuner(label).setTimeout(timeout)
    tuner.setMetric(metric or "").setOutput(output, name).setOverwrite(overwrite)
    java_settings = java.java.util.ArrayList()
    for setting in further:
        java_settings.add(setting)
    tuner.setSettings(java_settings)
    try:
        fitted = InterruptibleCall(session, lambda: tuner.fit(df._jdf), "auto", None).run()
    except Py4JJavaError as error:
        raise RuntimeError(f"auto: {failure(error)}") from None
    return AutoModel(
        stage_from_java(fitted.model()),
        Recorded(JavaRecord(fitted, fitted.study(), session)),
        [_standing(row) for row in fitted.leaderboard()],
        _held_out(fitted.study()),
        fitted.folder(),
    )


def _time(seconds: Any) -> Any:
    """A number of seconds as a study file has it, with a unit; other values as they are."""
    is_number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
    return f"{seconds * 1000:.0f}ms" if is_number else seconds  # of NaN too, which the study file's check refuses


def _text(path: str, value: Any) -> str:
    """Value of a setting of a study file, as after ``--set``."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(_time(value) if path in FILE_TIMES else value)


def _answered(answer: Answer) -> AutoModel:
    return AutoModel(
        answer.model(),
        Recorded(answer.record),
        [
            Standing(
                row["trial"],
                row["learner"],
                row["configuration"],
                row["score"],
                row.get("stdError"),
                row["seconds"],
            )
            for row in answer.json.get("leaderboard", [])
        ],
        answer.json.get("heldOut"),
        answer.json["folder"],
    )
