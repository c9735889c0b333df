package org.espalier.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyEvent.Closed;
import org.espalier.journal.StudyEvent.Fingerprint;
import org.espalier.journal.StudyEvent.Opened;
import org.espalier.journal.StudyEvent.Resumed;
import org.espalier.journal.WorkedTime;
import org.espalier.plan.InvalidStudyException;
import org.espalier.plan.Origins;
import org.espalier.plan.Problem;
import org.espalier.settings.SettingsChange;
import org.espalier.spark.store.StudyFolder;
import org.espalier.tune.Suspects;

/**
 * State from which a study is resumed: its record, checked against the current settings and data.
 */
final class Resumption {

  private static final String TRIALS = "search.trials";
  private static final String BUDGET = "budget.";
  private static final String OUTPUT = "output.";
  private static final String PREDICTIONS = "output.predictions";

  /** Settings that change no result, or no more than how far a study comes. */
  private static final List<String> HARMLESS =
      List.of(BUDGET, OUTPUT, "model.save", "run.parallelism", "run.pre-flight");

  /** Settings that say where the rows come from: whether they are the same rows, they show. */
  private static final List<String> ROWS = List.of("data.source", "data.format", "data.options.");

  /** What a study ends with that goes on only if there is more to do. */
  private static final Set<Integer> ENDED = Set.of(ExitCode.FINISHED, ExitCode.GAVE_UP);

  private final List<StudyEvent> events;
  private final Opened opened;
  private final PreparedStudy prepared;
  private final List<SettingsChange> changes;

  private Resumption(List<StudyEvent> events, PreparedStudy now) {
    this.events = List.copyOf(events);
    this.opened = StudyEvent.opening(events);
    this.prepared = now.resuming(opened);
    this.changes = SettingsChange.between(settings(), now.settings().effective());
  }

  /** Whether events are of a study that was begun: a driver may have died before that. */
  static boolean isPossible(List<StudyEvent> events) {
    return events.stream().anyMatch(Opened.class::isInstance);
  }

  /**
   * What a study goes on from.
   *
   * @param newData whether it may go on with other rows
   * @throws InvalidStudyException with all that does not go together with the record
   */
  static Resumption of(
      List<StudyEvent> events, PreparedStudy now, StudyFolder folder, boolean newData) {
    if (StudyEvent.opening(events).isTuners()) {
      String wrong = "'%s' holds a fit of a Tuner, and no study of a job".formatted(folder.path());
      throw new InvalidStudyException(
          List.of(now.plan().origins().problem("output.path", wrong, "another name or folder")));
    }
    Resumption resumption = new Resumption(events, now);
    List<Problem> problems = new ArrayList<>();
    resumption.changes.stream()
        .filter(change -> !resumption.mayChange(change))
        .map(change -> resumption.problem(change, folder))
        .forEach(problems::add);
    if (!newData) {
      resumption.otherRows().ifPresent(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new InvalidStudyException(problems);
    }
    return resumption;
  }

  /** The settings as they were recorded last. */
  private String settings() {
    return last(Resumed.class).map(Resumed::settings).orElse(opened.settings());
  }

  private <E> Optional<E> last(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).reduce((a, b) -> b);
  }

  private boolean mayChange(SettingsChange change) {
    String path = change.path();
    Predicate<String> within = path::startsWith;
    if (path.equals(PREDICTIONS) && last(StudyEvent.Confirmed.class).isPresent()) {
      return !change.now().equals("true"); // the winner is not fitted again
    }
    return HARMLESS.stream().anyMatch(within)
        || ROWS.stream().anyMatch(within)
        || (path.equals(TRIALS) && prepared.scheduler(List.of()).replan(Integer.MAX_VALUE));
  }

  private Problem problem(SettingsChange change, StudyFolder folder) {
    Origins origins = prepared.plan().origins();
    String wrong =
        "was %s when %s was begun, and is now %s"
            .formatted(change.before(), folder.path().getName(), change.now());
    String keep = "keep it, or begin a study of another name";
    String right = change.path().equals(TRIALS) ? begun() + ": " + keep : keep;
    return origins.problem(change.path(), wrong, right);
  }

  /** What rests on the number of trials. */
  private String begun() {
    return prepared.plan().search().then().isEmpty()
        ? "the rungs of %s depend on that number".formatted(prepared.plan().schedule().type())
        : "search.then begins after that number";
  }

  private Optional<Problem> otherRows() {
    Optional<Fingerprint> before = fingerprint();
    Fingerprint now = prepared.fingerprint();
    if (before.isEmpty() || before.get().digest().equals(now.digest())) {
      return Optional.empty();
    }
    String wrong =
        "holds other rows than the study was begun with: %,d then (%s), %,d now (%s)%s"
            .formatted(
                before.get().rows(),
                before.get().digest(),
                now.rows(),
                now.digest(),
                columns(before.get(), now));
    return Optional.of(
        prepared
            .plan()
            .origins()
            .problem("data.source", wrong, "the same rows, or --new-data to go on with these"));
  }

  private static String columns(Fingerprint before, Fingerprint now) {
    if (before.columns().isEmpty() || now.columns().isEmpty()) {
      return "";
    }
    Set<String> names = new TreeSet<>(before.columns().keySet());
    names.addAll(now.columns().keySet());
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      String then = before.columns().getOrDefault(name, "absent");
      String type = now.columns().getOrDefault(name, "absent");
      if (!then.equals(type)) {
        text.append("; column '%s' was %s, is now %s".formatted(name, then, type));
      }
    }
    return text.toString();
  }

  private Optional<Fingerprint> fingerprint() {
    Optional<Fingerprint> resumed = last(Resumed.class).flatMap(Resumed::fingerprint);
    return resumed.isPresent() ? resumed : opened.fingerprint();
  }

  /** The study with the window and the rungs that it was begun with. */
  PreparedStudy prepared() {
    return prepared;
  }

  /** How long its drivers worked on it. */
  Duration worked() {
    return WorkedTime.of(events);
  }

  /** Its end, if it came to one and nothing that is asked for now can add to it. */
  Optional<Closed> done() {
    boolean more =
        changes.stream()
            .map(SettingsChange::path)
            .anyMatch(path -> path.startsWith(BUDGET) || path.equals(TRIALS));
    return more || otherRows().isPresent()
        ? Optional.empty()
        : events.stream()
            .filter(event -> !(event instanceof StudyEvent.Began))
            .reduce((a, b) -> b)
            .filter(Closed.class::isInstance)
            .map(Closed.class::cast)
            .filter(end -> ENDED.contains(end.exitCode()));
  }

  /**
   * Whether the choice of a winner is recorded, and still stands.
   *
   * @param outcomes told by now
   */
  boolean isConfirmed(int outcomes) {
    int told = 0;
    boolean confirmed = false;
    for (StudyEvent event : events) {
      if (event instanceof StudyEvent.Told) {
        told++;
        confirmed = false;
      } else if (event instanceof StudyEvent.Confirmed) {
        confirmed = true;
      }
    }
    return confirmed && told == outcomes && otherRows().isEmpty();
  }

  /** What is recorded before the study goes on. */
  List<StudyEvent> beginning(long at) {
    List<StudyEvent> beginning = new ArrayList<>();
    beginning.add(
        new Resumed(
            prepared.scheduler(List.of()).plannedTrials(),
            prepared.settings().effective(),
            changes.stream().map(SettingsChange::toString).toList(),
            Version.all(),
            Optional.of(prepared.fingerprint()),
            at));
    beginning.addAll(suspects().failed());
    return beginning;
  }

  /** The cells that may be what a driver died of. */
  Suspects suspects() {
    return Suspects.of(events);
  }

  /** In words, for the terminal. */
  List<String> text() {
    long told = events.stream().filter(StudyEvent.Told.class::isInstance).count();
    long cells = events.stream().filter(StudyEvent.CellEnded.class::isInstance).count();
    List<String> lines = new ArrayList<>();
    lines.add(
        "resumes after %,d evaluations and %,d cells, none of which is run again"
            .formatted(told, cells));
    changes.stream()
        .filter(change -> !change.path().startsWith(OUTPUT)) // where it is, is plain to see
        .forEach(change -> lines.add("changed: " + change));
    suspects().failed().stream()
        .map(
            cell ->
                "proposal %d, fold %d: not run again, its driver died each time"
                    .formatted(cell.proposal(), cell.outcome().fold()))
        .forEach(lines::add);
    return lines;
  }
}
