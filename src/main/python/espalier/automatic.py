"""From a DataFrame to a model: a study that is composed for it and a time."""

from __future__ import annotations

from typing import Any, Mapping, NamedTuple

from pyspark.ml import PipelineModel
from pyspark.sql import DataFrame

from espalier.gateway import jvm, stage_from_java
from espalier.record import JavaRecord, Recorded
from espalier.remote import Answer, Request, is_of_connect
from espalier.running import InterruptibleCall


class Standing(NamedTuple):
    """A trial of a leaderboard.

    :ivar trial: its number
    :ivar learner: type of its learner, as in settings
    :ivar configuration: values by the learner's params; empty for its defaults
    :ivar score: mean over folds, in the metric's own direction
    :ivar std_error: standard error of the mean; None of a single fold
    :ivar seconds: executor run time of its fits
    """

    trial: int
    learner: str
    configuration: dict[str, Any]
    score: float
    std_error: float | None
    seconds: float


class AutoModel:
    """Model of ``auto``, with the study that found it.

    >>> auto(df, label="income").leaderboard[0].score

    :ivar model: fitted pipeline, which takes the DataFrame as it was given
    :ivar study: tables of the study, and conclusions from them
    :ivar leaderboard: best trial of each learner and the best of all, the best first
    :ivar heldOutMetric: score on rows that no model was fitted on; None without such rows
    :ivar folder: place of all that the study left: model, page, tables, ``study.conf``
    """

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
        """The rows of a DataFrame with the columns of the prediction."""
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
    """Composes a study for a DataFrame and a time, runs it, and returns the model.

    >>> found = auto(df, label="income", timeout="5m")
    >>> found.transform(df), found.heldOutMetric

    :param df: rows with the label; columns of any kind that a study file takes
    :param label: column to predict
    :param timeout: time of the whole call, at least 30 seconds: seconds, or a text such as ``60s``, ``5m`` or ``1h``
    :param metric: name of a metric in settings; chosen by the label unless given
    :param output: folder on any Hadoop file system; results go to ``output/name``
    :param name: name of the study
    :param overwrite: True replaces an existing study in that place, which is an error otherwise
    :param settings: further settings of a study file by their paths, for example ``{"search.trials": 20}``
    :raises IllegalArgumentException: if settings or data are wrong, or the time is too short for them
    """
    if isinstance(timeout, (int, float)) and not isinstance(timeout, bool):
        timeout = f"{round(timeout * 1000)}ms"
    further = [
        f"{path}={str(value).lower() if isinstance(value, bool) else value}" for path, value in (settings or {}).items()
    ]
    if is_of_connect(df):
        request = Request("auto", "auto", df)
        request.put(label=label, timeout=timeout, metric=metric or "", settings=further)
        request.put(output=output, name=name, overwrite=overwrite)
        return _answered(request.send())
    session = df.sparkSession
    java = jvm(session)
    tuner = java.org.espalier.job.AutoTuner(label).setTimeout(timeout)
    tuner.setMetric(metric or "").setOutput(output, name).setOverwrite(overwrite)
    java_settings = java.java.util.ArrayList()
    for setting in further:
        java_settings.add(setting)
    tuner.setSettings(java_settings)
    fitted = InterruptibleCall(session, lambda: tuner.fit(df._jdf), "auto", None).run()
    return AutoModel(
        stage_from_java(fitted.model()),
        Recorded(JavaRecord(fitted, fitted.study(), session)),
        [_standing(row) for row in fitted.leaderboard()],
        _held_out(fitted.study()),
        fitted.folder(),
    )


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
