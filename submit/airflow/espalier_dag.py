"""DAG that tunes a model for each study file of a folder every night, with Airflow 3.3 or 2.11.

For each table there is a task group:

    plan ---> tune ---> decide ---> publish    exit code 0: the new model is in use; its asset is updated
                               \\--> keep       exit codes 3 and 4: yesterday's model stays in use

Exit code 2 (wrong settings or data) fails the task at once and calls. Everything else that ends a driver is retried,
and the retry resumes the study where its journal ends. Each run has studies of its own, which are warm-started from the
study whose model is in use.

A table has the name of its study file. A name that is not a valid id becomes its letters and a digest. A
file that cannot be tuned is skipped, with a line in the log of the DAG processor and at the end of this text.

Environment, read when the file is parsed:

    ESPALIER_JAR            the jar; /opt/espalier/espalier.jar unless set
    ESPALIER_STUDIES        folder of study files, one for each table; /opt/espalier/studies unless set
    ESPALIER_OUTPUT         folder of the results, which driver and Airflow see; /var/lib/espalier unless set
    ESPALIER_SUBMIT         more arguments of SparkSubmitOperator, as JSON: {"driver_memory": "4g"}
    ESPALIER_POOL           pool of the task that tunes; default_pool unless set
    ESPALIER_TIMEOUT_HOURS  after which a driver is killed, and the retry resumes; 12 unless set
    ESPALIER_RETRY_SECONDS  time before a retry; 60 unless set
    ESPALIER_SETTINGS       settings that whoever starts a run may change, by their paths;
                            "search.trials,budget.timeout" unless set, none if it is empty

The master is that of the connection spark_default.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import os
import re
import unicodedata
from datetime import datetime, timedelta, timezone
from pathlib import Path

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.providers.common.compat.sdk import (
    DAG,
    AirflowException,
    AirflowFailException,
    AirflowSkipException,
    Asset,
    ObjectStoragePath,
    Param,
    TaskGroup,
    task,
)

WRONG: list[str] = []  # a line for each variable that is wrong


def variable(name: str, default: str) -> str:
    """A variable of the environment; an empty one counts as not set."""
    return os.environ.get(name) or default


def number(name: str, default: str, lowest: float, highest: float, words: str) -> float:
    """A variable that is a number in a range; the default if it is wrong, which is noted."""
    text = variable(name, default)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if lowest <= value <= highest:
        return value
    WRONG.append(f"{name}: is {text!r}; {words} from {lowest:g} to {highest:g}, such as {default}")
    return float(default)


def submit_arguments() -> dict:
    """Arguments of SparkSubmitOperator by name; none if they are wrong, which is noted."""
    text = variable("ESPALIER_SUBMIT", "{}")
    try:
        arguments = json.loads(text)
    except ValueError:
        arguments = None
    if isinstance(arguments, dict):
        return arguments
    WRONG.append(f"ESPALIER_SUBMIT: is {text!r}; an object of JSON, such as {{\"driver_memory\": \"4g\"}}")
    return {}


JAR = variable("ESPALIER_JAR", "/opt/espalier/espalier.jar")
STUDIES = Path(variable("ESPALIER_STUDIES", "/opt/espalier/studies"))
OUTPUT = variable("ESPALIER_OUTPUT", "/var/lib/espalier").rstrip("/")
if not OUTPUT:
    WRONG.append("ESPALIER_OUTPUT: is the root of the file system; a folder, such as /var/lib/espalier")
SUBMIT = submit_arguments()
IN_CLUSTER = SUBMIT.get("deploy_mode") == "cluster"
ALLOWED = os.environ.get("ESPALIER_SETTINGS", "search.trials,budget.timeout").split(",")
SETTINGS = [path.strip() for path in ALLOWED if path.strip()]
TIMEOUT = timedelta(hours=number("ESPALIER_TIMEOUT_HOURS", "12", 0.01, 8760, "a number of hours"))
RETRY = timedelta(seconds=number("ESPALIER_RETRY_SECONDS", "60", 0, 86400, "a number of seconds"))
if WRONG:
    raise ValueError("\n".join(WRONG))

# Exit codes: src/site/markdown/reference/commands.md
FINISHED, INVALID, GAVE_UP, REQUIREMENT_MISSED = 0, 2, 3, 4
NOT_RETRIED = (INVALID, GAVE_UP, REQUIREMENT_MISSED)

# What is said of a driver that failed: by YARN, twice by Kubernetes, and of spark-submit itself, which is the driver in
# client mode.
EXIT_CODES = (
    re.compile(r"User application exited with status (\d+)"),
    re.compile(r"Kubernetes spark exit code is: (\d+)"),
    re.compile(r"phase=Failed exit_code=(\d+)"),
    re.compile(r"Error code is: (\d+)"),
)
# A standalone cluster says of a driver that ended by itself no more than this.
FAILED_DRIVER = re.compile(r"exited with status FAILED")

# An id of a task group and of a study; the asset of a table has it, too.
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
# A value of a setting of a run: a number, a word, a time. No list, section or variable of the driver's environment.
VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*( [a-z]{1,12})?")

# What Airflow takes for a template and spark-submit for a list, a pattern or a part of an address.
MORE_THAN_A_NAME = re.compile(r"^\.|[\x00-\x1f\x7f,#*?\[\]{}\\%]")

log = logging.getLogger(__name__)


def call(context) -> None:
    """Called for every task that failed for good; put a notifier of your own here."""
    log.error("espalier: %s failed: %s", context["task_instance"].task_id, context.get("exception"))


def quoted(text: str) -> str:
    """A text as HOCON takes it."""
    return json.dumps(text)


def identifier(name: str) -> str:
    """The name if it is an id, otherwise its letters and a digest, so that two names have two ids."""
    if IDENTIFIER.fullmatch(name):
        return name
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    letters = re.sub(r"[^A-Za-z0-9_]+", "-", letters).strip("-_")[:80]
    return f"{letters or 'study'}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def refusal(file: Path) -> str | None:
    """Why a study file has no table; None if it has one."""
    try:
        file.name.encode()
        if MORE_THAN_A_NAME.search(file.name):
            return "has a dot at its start or one of , # * ? [ ] { } \\ % in its name; letters, digits, '_' and '-'"
        return None if file.is_file() else "is not a file; a study file"
    except UnicodeEncodeError:
        return "has a name that is not UTF-8; letters, digits, '_' and '-'"
    except OSError as wrong:
        return f"cannot be read: {wrong.strerror}; a file that Airflow may read"


def study_files() -> tuple[dict[str, Path], list[str]]:
    """The study files by table, and a line for each that has none."""
    tables: dict[str, Path] = {}
    left_out = [] if STUDIES.is_dir() else [f"{quoted(str(STUDIES))}: is not a folder; ESPALIER_STUDIES names one"]
    for file in sorted(STUDIES.glob("*.conf")):
        wrong = refusal(file)
        table = "" if wrong else identifier(file.stem)
        if table in tables:
            wrong = f"is {table}, as is {tables[table].name}; another name"
        if wrong:
            left_out.append(f"{quoted(str(file))}: {wrong}")
        else:
            tables[table] = file
    return tables, left_out


def exit_code(failure: BaseException) -> int | None:
    """Exit code of the driver that a failed operator names, if it names one; 0 is that of another process."""
    for pattern in EXIT_CODES:
        if (found := pattern.search(str(failure))) and int(found.group(1)) != FINISHED:
            return int(found.group(1))
    return None


class TuneOperator(SparkSubmitOperator):
    """Submits a study, and pushes its summary as XCom if it ended with a model or without a better one."""

    template_fields = (*SparkSubmitOperator.template_fields, "study")

    def __init__(self, *, study: str, **kwargs) -> None:
        super().__init__(**kwargs)
        self.study = study

    def execute(self, context):
        before, earlier = self.journal(), self.summary()
        failure = None
        try:
            super().execute(context)
        except (AirflowException, RuntimeError) as wrong:
            failure = wrong
        summary = self.summary()
        code = exit_code(failure) if failure else FINISHED
        # The summary has the driver's own code, unless an earlier attempt left it.
        if summary != earlier or code not in NOT_RETRIED:
            code = summary.get("exitCode", code)
        if code == FINISHED and not summary:
            raise AirflowFailException(
                f"{self.study}/summary.json: is not there after exit code 0; ESPALIER_OUTPUT must be a folder that"
                " driver and Airflow see, and spark-submit must wait for its driver"
            )
        if code in (FINISHED, GAVE_UP, REQUIREMENT_MISSED):
            return {**summary, "exitCode": code}
        if code == INVALID:
            raise AirflowFailException(f"settings or data are wrong, see the log of the driver: {failure}") from failure
        if failure and FAILED_DRIVER.search(str(failure)) and self.journal() == before:
            raise AirflowFailException(
                f"the driver ended before its study began: settings or data are wrong, see its log: {failure}"
            ) from failure
        raise failure or AirflowException(f"{self.study}: ended with {code}")  # a retry resumes

    def summary(self) -> dict:
        """The summary of the study; empty if it wrote none."""
        try:
            return json.loads((ObjectStoragePath(self.study) / "summary.json").read_text())
        except (FileNotFoundError, ValueError):  # none, or not yet whole
            return {}

    def journal(self) -> dict:
        """Files of the study's journal with their sizes: a study that began or went on has written there."""
        folder = ObjectStoragePath(self.study) / "journal"
        return {file.name: file.stat().st_size for file in folder.iterdir()} if folder.exists() else {}


def pointer(table: str) -> ObjectStoragePath:
    """File that names the study whose model is in use."""
    return ObjectStoragePath(OUTPUT) / table / "current.json"


@task
def plan(table: str, study_file: str, dag_run=None, params=None) -> dict:
    """Where the study of this run goes, and the arguments of its driver."""
    if params["tables"] and table not in params["tables"]:
        raise AirflowSkipException(f"{table} is not among the tables of this run")
    folder = f"{OUTPUT}/{table}/{identifier(dag_run.run_id)}"
    arguments = ["tune", study_file, "--output", folder]
    arguments += ["--set", f"study={quoted(table)}", "--set", "output.resume=auto"]
    current = pointer(table)
    if current.exists():
        earlier = json.loads(current.read_text())["study"]
        if earlier != f"{folder}/{table}":
            arguments += ["--set", f"search.prior={quoted(earlier)}"]
    for setting in params["settings"]:
        path, _, value = (part.strip() for part in setting.partition("="))
        if path not in SETTINGS or not VALUE.fullmatch(value):
            right = f"PATH=VALUE, with one of {', '.join(SETTINGS)} and a plain value" if SETTINGS else "none"
            raise AirflowFailException(f"settings: {setting!r}: {right}; ESPALIER_SETTINGS lists what a run may set")
        arguments += ["--set", f"{path}={value}"]
    return {"study": f"{folder}/{table}", "arguments": arguments}


@task.branch
def decide(group: str, summary: dict) -> str:
    """What follows from how the study ended."""
    return f"{group}.publish" if summary["exitCode"] == FINISHED else f"{group}.keep"


def publishing(table: str, asset: Asset):
    """The task that puts a new model into use, and the asset that other DAGs wait for."""

    @task(task_id="publish", outlets=[asset])
    def publish(planned: dict, summary: dict, dag_run=None, outlet_events=None) -> str:
        model = f"{planned['study']}/model"
        current = pointer(table)
        new = current.with_name(f"{current.name}.{identifier(dag_run.run_id)}")
        new.write_text(json.dumps({"study": planned["study"], "model": model}))
        new.replace(current)  # who reads it finds the old one or the new one, whole
        outlet_events[asset].extra = {"model": model, "winner": summary.get("winner")}
        return model

    return publish


@task
def keep(table: str, summary: dict) -> None:
    """Says why yesterday's model stays in use."""
    log.warning("espalier: %s keeps its model: exit code %d: %s", table, summary["exitCode"], summary.get("reason"))


def tuned(table: str, study_file: Path) -> None:
    """The tasks of one table."""
    files = [str(study_file)] if IN_CLUSTER else []
    files += [SUBMIT["files"]] if SUBMIT.get("files") else []
    with TaskGroup(group_id=table, tooltip=study_file.name) as group:
        planned = plan(table, study_file.name if IN_CLUSTER else str(study_file))
        submit = {
            "name": f"espalier-{table}",
            "pool": variable("ESPALIER_POOL", "default_pool"),
            **SUBMIT,
            "files": ",".join(files) or None,
        }
        summary = TuneOperator(
            task_id="tune",
            application=JAR,
            java_class="org.espalier.job.Main",
            application_args=planned["arguments"],
            study=planned["study"],
            execution_timeout=TIMEOUT,
            **submit,
        ).output
        publish = publishing(table, Asset(f"espalier://{table}/model"))
        decide(group.group_id, summary) >> [publish(planned, summary), keep(table, summary)]


TABLES, LEFT_OUT = study_files()
for line in LEFT_OUT:
    log.warning("espalier: %s", line)

with DAG(
    dag_id="espalier",
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    params={
        "tables": Param(
            [],
            type="array",
            items={"type": "string", "enum": list(TABLES)} if TABLES else {"type": "string"},
            examples=list(TABLES),
            description="Tables to tune; all if there are none.",
        ),
        "settings": Param(
            [],
            type="array",
            **({} if SETTINGS else {"maxItems": 0}),
            items={"type": "string", "pattern": f"^({'|'.join(map(re.escape, SETTINGS))}) *= *{VALUE.pattern}$"},
            description=f"Further settings of this run's studies, PATH=VALUE each: {', '.join(SETTINGS) or 'none'}",
        ),
    },
    default_args={
        "retries": 3,
        "retry_delay": RETRY,
        "execution_timeout": timedelta(minutes=10),
        "on_failure_callback": call,
    },
    tags=["espalier"],
    doc_md="\n".join([__doc__, *(f"- left out: `{line}`" for line in LEFT_OUT)]),
):
    for name, file in TABLES.items():
        tuned(name, file)
