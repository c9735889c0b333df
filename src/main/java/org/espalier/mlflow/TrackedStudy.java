package org.espalier.mlflow;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.espalier.journal.CurveRow;
import org.espalier.journal.EventCases;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.TrialLedger;
import org.espalier.study.CellOutcome;
import org.espalier.study.CurvePoint;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.TrialState;

/**
 * Fold over the events of a study to the runs of MLflow that show it. Points of metrics have the
 * times of the events, so that the same event gives the same point, whoever sends it and when; an
 * event that comes twice changes nothing.
 *
 * <p>Events come from one thread; the runs may be read by another.
 */
final class TrackedStudy {

  /** Tag with the identity of the study, by which its runs are found again. */
  static final String ID = "espalier.id";

  /** Tag with the name of a run: {@link TrackedRun#STUDY}, or the number of the trial. */
  static final String RUN = "espalier.run";

  private final Map<Integer, TrackedRun> trials = new ConcurrentSkipListMap<>();
  private final TrackedRun study = new TrackedRun(TrackedRun.STUDY);
  private final Map<Integer, TrialLedger> ledgers = new TreeMap<>();
  private final Map<Long, Proposal> proposals = new HashMap<>();
  private Optional<StudyEvent.Opened> opened = Optional.empty();
  private Optional<Outcome> incumbent = Optional.empty();
  private final Map<Long, Double> taskSeconds = new HashMap<>(); // by told proposal
  private boolean ended = false;
  private long last = 0;
  private volatile String name = "";
  private volatile String id = "";

  private final EventCases cases =
      new EventCases()
          .on(StudyEvent.Opened.class, this::open)
          .on(StudyEvent.Resumed.class, this::resume)
          .on(StudyEvent.Proposed.class, this::propose)
          .on(StudyEvent.CellStarted.class, this::start)
          .on(StudyEvent.CellEnded.class, this::end)
          .on(StudyEvent.Reported.class, this::report)
          .on(StudyEvent.Told.class, this::tell)
          .on(StudyEvent.Retried.class, this::retry)
          .on(StudyEvent.Decided.class, this::decide)
          .on(StudyEvent.Repeated.class, this::repeat)
          .on(StudyEvent.Confirmed.class, this::confirm)
          .on(StudyEvent.Closed.class, this::close);

  /** The run of the study, and those of its trials by number. */
  List<TrackedRun> runs() {
    List<TrackedRun> runs = new ArrayList<>(List.of(study));
    runs.addAll(trials.values());
    return runs;
  }

  TrackedRun study() {
    return study;
  }

  /** Identity of the study; empty before it is opened. */
  String id() {
    return id;
  }

  /** Name of the study, once it is opened. */
  String name() {
    return name;
  }

  void add(StudyEvent event) {
    cases.match(event);
  }

  /** Adds a point of a learning curve that was reported before. */
  void add(CurveRow row) {
    points(row.trial()).report(row.fold(), row.step(), row.values());
  }

  private void seen(long at) {
    last = Math.max(last, at);
  }

  private Optional<Proposal> proposed(long number) {
    return Optional.ofNullable(proposals.get(number));
  }

  private TrackedRun run(int trial) {
    return Objects.requireNonNull(trials.get(trial));
  }

  private TrialPoints points(int trial) {
    return new TrialPoints(run(trial), opened.orElseThrow());
  }

  private TrialLedger ledger(int trial) {
    return Objects.requireNonNull(ledgers.get(trial));
  }

  private long openedAt() {
    return opened.map(StudyEvent.Opened::at).orElse(0L);
  }

  private RungLadder ladder() {
    return opened.orElseThrow().setup().ladder();
  }

  private String metric() {
    return TrackedRun.key(opened.orElseThrow().setup().objective().metric());
  }

  private void open(StudyEvent.Opened opening) {
    opened = Optional.of(opening);
    seen(opening.at());
    StudyEvent.Setup setup = opening.setup();
    String identity = "%s\n%d\n%d".formatted(opening.study(), opening.at(), setup.seed());
    String own = UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).toString();
    study.param("metric", setup.objective().metric());
    study.param("direction", setup.objective().direction().name().toLowerCase(Locale.ROOT));
    study.param("sampler", setup.sampler());
    study.param("scheduler", setup.scheduler());
    study.param("seed", setup.seed());
    study.param("window", setup.window());
    study.param("fold-rule", opening.folds().rule());
    study.param("folds", opening.folds().sizes().size());
    study.param("rungs", setup.ladder().rungs().size());
    study.tag("mlflow.runName", opening.study());
    study.tag("mlflow.source.name", "espalier");
    study.tag("mlflow.source.type", "JOB");
    study.tag("mlflow.note.content", String.join("\n\n", opening.request().asked()));
    study.tag(ID, own);
    study.tag(RUN, TrackedRun.STUDY);
    study.tag("espalier.study", opening.study());
    study.tag("espalier.door", opening.request().entryPoint().name().toLowerCase(Locale.ROOT));
    study.tag("espalier.trials", String.valueOf(setup.plannedTrials()));
    opening.versions().forEach((of, version) -> study.tag("espalier.version." + of, version));
    study.begin(opening.at()); // last: from here on it is sent
    name = opening.study();
    id = own;
  }

  private void resume(StudyEvent.Resumed resumed) {
    seen(resumed.at());
    study.tag("espalier.trials", String.valueOf(resumed.plannedTrials()));
    study.status(TrackedRun.Status.RUNNING, resumed.at());
    ended = false;
    ledgers.keySet().forEach(this::settle);
  }

  private void propose(StudyEvent.Proposed proposed) {
    int number = proposed.trial().number();
    if (proposals.putIfAbsent(proposed.proposal().number(), proposed.proposal()) != null) {
      return;
    }
    if (!trials.containsKey(number)) {
      TrackedRun run = new TrackedRun(String.valueOf(number));
      proposed.trial().configuration().values().forEach(run::param);
      run.tag("mlflow.runName", "trial " + number);
      run.tag(ID, id);
      run.tag(RUN, run.name());
      run.tag("espalier.study", opened.orElseThrow().study());
      run.tag("espalier.origin", proposed.trial().origin());
      proposed.trial().reason().ifPresent(why -> run.tag("espalier.origin-reason", why));
      trials.put(number, run);
      ledgers.put(number, new TrialLedger(proposed.trial()));
    }
    ledger(number).proposed(proposed.proposal());
    settle(number);
  }

  /** Sets the state of a trial as its account has it, and the status that follows. */
  private void settle(int trial) {
    TrialLedger.Standing standing = ledger(trial).standing(ladder(), ended);
    TrackedRun run = run(trial);
    run.tag("espalier.state", standing.state().name().toLowerCase(Locale.ROOT));
    if (!standing.reason().isEmpty()) {
      run.tag("espalier.reason", standing.reason());
    }
    run.status(status(standing.state()), last);
  }

  /** Pruning is no failure: its run is finished, and its state is a tag. */
  private static TrackedRun.Status status(TrialState state) {
    return switch (state) {
      case QUEUED, RUNNING, PAUSED -> TrackedRun.Status.RUNNING;
      case COMPLETED, PRUNED -> TrackedRun.Status.FINISHED;
      case FAILED, LOST -> TrackedRun.Status.FAILED;
      case CANCELLED -> TrackedRun.Status.KILLED;
    };
  }

  private void start(StudyEvent.CellStarted cell) {
    seen(cell.at());
    proposed(cell.proposal()).ifPresent(of -> run(of.trial()).begin(cell.at()));
  }

  private void end(StudyEvent.CellEnded cell) {
    proposed(cell.proposal()).ifPresent(of -> cell(of, cell.outcome()));
  }

  private void report(StudyEvent.Reported reported) {
    proposed(reported.proposal())
        .ifPresent(
            of -> {
              for (CurvePoint point : reported.curve()) {
                points(of.trial()).report(reported.fold(), point.step(), point.values());
              }
            });
  }

  private void cell(Proposal proposal, CellOutcome cell) {
    seen(points(proposal.trial()).cell(proposal, cell));
  }

  private void tell(StudyEvent.Told told) {
    if (!taskSeconds.containsKey(told.outcome().proposal().number())) {
      ledger(told.outcome().proposal().trial()).told(told.outcome());
      tell(told.outcome());
    }
  }

  private void retry(StudyEvent.Retried retried) {
    int trial = retried.outcome().proposal().trial();
    ledgers.put(trial, ledger(trial).retried(retried.outcome()));
    tell(retried.outcome());
  }

  private void tell(Outcome outcome) {
    Proposal proposal = outcome.proposal();
    outcome.cells().forEach(cell -> cell(proposal, cell));
    double seconds = outcome.cells().stream().mapToDouble(c -> c.cost().taskSeconds()).sum();
    taskSeconds.merge(proposal.number(), seconds, Double::sum);
    long at = points(proposal.trial()).outcome(outcome);
    settle(proposal.trial());
    lead(outcome, at);
  }

  /** Records the best score so far, by the number of outcomes. */
  private void lead(Outcome outcome, long at) {
    if (outcome.completed()
        && incumbent.filter(best -> Outcome.HIGHEST_FIRST.compare(best, outcome) <= 0).isEmpty()) {
      incumbent = Optional.of(outcome);
      study.metric(metric(), outcome.score().getAsDouble(), taskSeconds.size(), at);
      study.tag("espalier.best-trial", String.valueOf(outcome.proposal().trial()));
    }
  }

  private void decide(StudyEvent.Decided decided) {
    ledger(decided.decision().trial()).decided(decided.decision());
    settle(decided.decision().trial());
  }

  private void repeat(StudyEvent.Repeated repeated) {
    repeated.cells().forEach(points(repeated.trial())::repeated);
  }

  private void confirm(StudyEvent.Confirmed confirmed) {
    study.tag("espalier.winner", String.valueOf(confirmed.winner()));
    study.metric("cost/refit-seconds", confirmed.refitSeconds(), 0, openedAt());
    confirmed
        .heldOut()
        .ifPresent(score -> study.metric("held-out/" + metric(), score, 0, openedAt()));
    confirmed
        .baselineHeldOut()
        .ifPresent(score -> study.metric("held-out-of-baseline/" + metric(), score, 0, openedAt()));
  }

  private void close(StudyEvent.Closed closed) {
    seen(closed.at());
    ended = true;
    ledgers.keySet().forEach(this::settle);
    double seconds = taskSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
    study.metric("cost/task-seconds", seconds, 0, closed.at());
    study.metric("cost/wall-seconds", closed.wallSeconds(), 0, closed.at());
    study.tag("espalier.status", closed.status().key());
    study.tag("espalier.reason", closed.reason());
    study.tag("espalier.reproducible", String.valueOf(closed.causes().isEmpty()));
    study.status(status(closed.status()), closed.at());
  }

  /** Ends the runs of a study whose driver has disappeared; they continue if it is resumed. */
  void breakOff() {
    if (!ended) {
      ended = true;
      ledgers.keySet().forEach(this::settle);
      study.status(TrackedRun.Status.KILLED, last);
    }
  }

  private static TrackedRun.Status status(StudyStatus status) {
    return switch (status) {
      case FINISHED, GATE_FAILED -> TrackedRun.Status.FINISHED;
      case INTERRUPTED -> TrackedRun.Status.KILLED;
      case GAVE_UP, INVALID, DEFECT -> TrackedRun.Status.FAILED;
      case RUNNING -> throw new IllegalArgumentException("A study that runs has no end.");
    };
  }
}
