package org.espalier.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.espalier.evaluate.BatchRunner;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.TimeLimits;
import org.espalier.hocon.SettingsChange;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.mlflow.Artefact;
import org.espalier.spark.cell.CellWork;
import org.espalier.spark.cell.SparkBatches;
import org.espalier.spark.store.ControlFolder;
import org.espalier.spark.store.NamedFolder;
import org.espalier.spark.ui.TuningTab;
import org.espalier.spec.BudgetPlan;
import org.espalier.spec.TrackPlan;
import org.espalier.spec.TuningPlan;
import org.espalier.study.Cost;
import org.espalier.study.EntryPoint;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;
import org.espalier.tune.DivergedException;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.StudyListener;
import org.espalier.tune.TimeLeft;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Session of a study in one driver, from the opening of its journal to its recorded end. It
 * continues the record of earlier drivers.
 */
public final class StudySession implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StudySession.class);

  private static final String WINDOW = "run.window";

  /** Time that the end of a study waits for the server that tracks it. */
  public static final Duration LAST = Duration.ofSeconds(10);

  /**
   * Request for a study by an entry point of the library.
   *
   * @param plan its origins name the entry point in messages, such as {@code tuner_1}
   * @param journal folder of the journal; empty for one in memory
   * @param since comparison of the effective settings with recorded ones
   * @param mayChange true if a study continues with another value of the setting with a path
   */
  public record Asked(
      EntryPoint entryPoint,
      TuningPlan plan,
      String journal,
      Function<String, SettingsChange.Comparison> since,
      BiPredicate<String, ResumedStudy> mayChange) {}

  private final JournalRecorder recorder;
  private final Optional<ResumedStudy> earlier;
  private final boolean done;
  private final String where;
  private final Consumer<String> warnings;
  private final InstantSource clock;
  private final Instant started;
  private final SearchControl control;
  private final Optional<ControlFolder> requests;
  private final UUID id = UUID.randomUUID();
  private final AtomicReference<Optional<StudyTracking>> tracking =
      new AtomicReference<>(Optional.empty());

  /**
   * Session with an open journal, which it closes.
   *
   * @param earlier study so far; empty for a new one
   * @param done true if the study has come to its end, and nothing more is requested
   * @param where beginning of a message
   * @param warnings receives a line if the winner misses a gate
   * @param started start of the driver's time
   * @param requests requests from other processes; empty for a journal in memory
   */
  public StudySession(
      JournalRecorder recorder,
      Optional<ResumedStudy> earlier,
      boolean done,
      String where,
      Consumer<String> warnings,
      InstantSource clock,
      Instant started,
      Optional<ControlFolder> requests) {
    this.recorder = recorder;
    this.earlier = earlier;
    this.requests = requests;
    this.control = new SearchControl(recorder::record, clock);
    this.done = done;
    this.where = where;
    this.warnings = warnings;
    this.clock = clock;
    this.started = started;
  }

  /**
   * Session of a study in the library: opens its journal, in its folder or in memory.
   *
   * @param started start of the driver's time
   * @throws IllegalArgumentException if the folder holds something else, or a study with other
   *     settings, a line for each
   */
  public static StudySession open(
      Asked asked, Configuration hadoop, InstantSource clock, Instant started) {
    String where = asked.plan().origins().file();
    return NamedFolder.open(
        asked.journal(),
        where + ": journal: ",
        hadoop,
        clock,
        recorder -> {
          StudySession session =
              of(
                  asked,
                  recorder,
                  clock,
                  started,
                  Optional.of(asked.journal())
                      .filter(folder -> !folder.isEmpty())
                      .map(folder -> NamedFolder.folder(folder, hadoop).control()));
          session.track(asked.plan().run().track(), asked.journal(), LOG::warn);
          return session;
        });
  }

  /**
   * Session of a study in the library, whose journal is open.
   *
   * @param started start of the driver's time
   * @param requests requests from other processes; empty for a journal in memory
   * @throws IllegalArgumentException if the journal holds another study, a line for each difference
   */
  static StudySession of(
      Asked asked,
      JournalRecorder recorder,
      InstantSource clock,
      Instant started,
      Optional<ControlFolder> requests) {
    String where = asked.plan().origins().file();
    Optional<ResumedStudy> earlier = ResumedStudy.of(recorder.history(), asked.since());
    earlier.ifPresent(
        study ->
            study.requireSame(
                asked.entryPoint(),
                asked.plan(),
                path ->
                    asked.mayChange().test(path, study)
                        || (path.equals(WINDOW) && study.opened().setup().window() == 0),
                asked.journal()));
    boolean done =
        earlier
            .filter(study -> study.closed().isPresent() && study.changes().isEmpty())
            .isPresent();
    Consumer<String> warnings = line -> LOG.warn("{}: {}", where, line);
    earlier.flatMap(study -> study.settings().passedOverInWords()).ifPresent(warnings);
    return new StudySession(recorder, earlier, done, where, warnings, clock, started, requests);
  }

  SearchControl control() {
    return control;
  }

  /** Control by requests that other processes leave in the folder, until it is closed. */
  Optional<RemoteControl> remoteControl() {
    return requests.map(
        folder -> new RemoteControl(folder, control, recorder.history(), LOG::warn));
  }

  public InstantSource clock() {
    return clock;
  }

  public JournalRecorder recorder() {
    return recorder;
  }

  /** The study so far; empty if it begins. */
  public Optional<ResumedStudy> earlier() {
    return earlier;
  }

  /** True if the study has come to its end, and nothing more is requested. */
  public boolean isDone() {
    return done;
  }

  /** Number of trials of a design, with those that an earlier version added while it ran. */
  public int plannedTrials(StudyDesign design) {
    return design.plannedTrials(earlier.map(ResumedStudy::extension).orElse(0));
  }

  /** The rungs with which the study was begun. */
  public RungLadder ladder(Supplier<RungLadder> ofNew) {
    return earlier.map(study -> study.opened().setup().ladder()).orElseGet(ofNew);
  }

  /** Design of the study, with the window with which it was begun. */
  public StudyDesign design(
      String name, Objective objective, StudyStrategies strategies, TimeLimits limits) {
    int window =
        earlier.map(study -> study.opened().setup().window()).orElseGet(strategies::window);
    return new StudyDesign(name, objective, strategies, window, limits);
  }

  /** Limits of the study, with those that commands have set while it ran. */
  BudgetPlan budget(StudyDesign design) {
    return control.limited(design.budget());
  }

  /**
   * Time of the study; earlier drivers have used a part of it.
   *
   * @param afterwards time that is reserved for the steps after the search
   */
  public TimeLeft timeLeft(StudyDesign design, FinishReserve afterwards) {
    return new TimeLeft(() -> budget(design).time().map(deadlineFrom()::plus), afterwards, clock);
  }

  /**
   * The search of the study.
   *
   * @param runner runs the cells; closed by its owner
   * @param automatic number of concurrent cells unless the design sets it
   */
  public StudySearch search(
      StudyDesign design, TimeLeft time, BatchRunner runner, Capacity automatic) {
    return new StudySearch(design, this, time, runner, automatic);
  }

  /**
   * The end of the study.
   *
   * @param <M> type of models
   * @param models fits on all rows; empty for a study whose winner is only named
   * @param fallback model that is left if no better one ends in time; empty for a study that saves
   *     none
   */
  public <M> StudyEnd<M> end(
      StudyDesign design,
      TimeLeft time,
      Optional<FinalModels<M>> models,
      Optional<StudyEnd.Fallback> fallback) {
    return new StudyEnd<>(this, design, time, models, fallback);
  }

  /** Runner of cells of the study as Spark jobs, whose names and tags say so. */
  public SparkBatches runner(SparkContext context, StudyDesign design, CellWork work) {
    return new SparkBatches(context, design.name(), id, work, clock);
  }

  /** Shows the study on a tab of Spark's UI, unless there is none, or the study is done. */
  public void show(SparkContext context, StudyDesign design) {
    if (context.ui().isDefined() && !done) {
      listen(TuningTab.listeners(context, id, plannedTrials(design)));
    }
  }

  /** Sends the events of the study to listeners, each on a thread of its own. */
  public void listen(List<StudyListener> listeners) {
    for (StudyListener listener : listeners) {
      listener.begins(control.controlBy(listener.name()));
      recorder.listen(listener, LOG::warn);
    }
  }

  /**
   * Sends the study to the MLflow server that a plan or the environment names, if one does.
   *
   * @param folder folder of the journal; empty for one in memory
   * @param says receives a line for each cause of a failure
   */
  public void track(TrackPlan plan, String folder, Consumer<String> says) {
    tracking.set(StudyTracking.begin(plan, recorder, folder, says));
  }

  /**
   * Sends the remaining events to that server, for a limited time; only the first call does.
   *
   * @param model makes the files of the model, if the study is tracked
   */
  public void endTracking(Supplier<List<Artefact>> model, Duration limit) {
    tracking.getAndSet(Optional.empty()).ifPresent(tracked -> tracked.end(model, limit));
  }

  /** Records the beginning of a study, or its resumption with the cells that are not run again. */
  public void begin(StudyDesign design, StudyBeginning beginning) {
    if (done) {
      return;
    }
    if (earlier.isEmpty()) {
      recorder.record(beginning.opened(design, started));
    } else {
      recorder.record(beginning.resumed(design, earlier.get(), started));
      earlier.get().failed().forEach(recorder::record);
    }
    control.begin();
  }

  /** Time that earlier drivers worked. */
  public Duration workedBefore() {
    return earlier.map(ResumedStudy::worked).orElse(Duration.ZERO);
  }

  /** Start of the budget's time, earlier by the work of earlier drivers. */
  public Instant deadlineFrom() {
    return started.minus(workedBefore());
  }

  private StudyEvent.Closed closed(EndStatus ending) {
    Duration worked = workedBefore().plus(Duration.between(started, clock.instant()));
    List<String> causes = new ArrayList<>(ending.causes());
    causes.addAll(recorder.history().causes());
    if (control.isUsed()) {
      causes.add(StudyHistory.CONTROL);
    }
    return new StudyEvent.Closed(
        ending.status(),
        ending.exitCode(),
        ending.reason(),
        causes,
        Cost.seconds(worked),
        clock.millis());
  }

  /** Part of a study, which may end it. */
  public interface Phase<R> {
    R run() throws InterruptedException;
  }

  /**
   * Runs a part of a study in the library; an exception by which it ends the study is recorded.
   *
   * @throws IllegalStateException if the thread was interrupted, or the study cannot continue as it
   *     is recorded
   */
  public <R> R run(Phase<R> part) {
    try {
      return part.run();
    } catch (InterruptedException e) {
      close(new EndStatus(StudyStatus.INTERRUPTED, "its thread was interrupted", List.of()));
      throw new IllegalStateException("The study was interrupted.", e);
    } catch (DivergedException e) {
      throw new IllegalStateException(
          "%s: journal: cannot be continued as it was started: %s; use the version that wrote it, or another folder"
              .formatted(where, e.getMessage()),
          e);
    } catch (UncheckedIOException e) {
      throw e; // nothing more can be recorded
    } catch (RuntimeException e) {
      // The cells that run now did not end this process, and are not suspects.
      close(EndStatus.of(e, false));
      throw e;
    }
  }

  /**
   * Ending of a search whose winner is recorded: as it is, or with the gate that the winner misses.
   *
   * @throws UncheckedIOException if another driver has taken over the study
   */
  EndStatus judged(EndStatus ending, TuningPlan asked) {
    if (ending.status() != StudyStatus.FINISHED) {
      return ending;
    }
    Optional<String> missed = Winner.missed(asked.winner(), asked.origins(), tables().summary());
    missed.ifPresent(warnings);
    return missed.map(ending::withGateMissed).orElse(ending);
  }

  /**
   * Records an end, after which nothing is recorded any more.
   *
   * @return false if another thread has recorded one before
   */
  public boolean close(EndStatus ending) {
    return recorder.shut(closed(ending));
  }

  /** Tables and summary of what is recorded so far. */
  public StudyRecord tables() {
    try {
      return recorder.tables();
    } catch (IOException e) {
      throw new UncheckedIOException("The journal cannot be read.", e);
    }
  }

  @Override
  public void close() {
    endTracking(List::of, LAST);
    try {
      recorder.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The journal cannot be written.", e);
    }
  }
}
