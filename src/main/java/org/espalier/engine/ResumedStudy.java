package org.espalier.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.espalier.hocon.SettingsChange;
import org.espalier.journal.StudyEvent.CellEnded;
import org.espalier.journal.StudyEvent.Closed;
import org.espalier.journal.StudyEvent.Fingerprint;
import org.espalier.journal.StudyEvent.Opened;
import org.espalier.journal.StudyHistory;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.TuningPlan;
import org.espalier.study.EntryPoint;
import org.espalier.tune.CrashSuspects;

/**
 * Study that a driver resumes: its history when the driver opened it, and the changes of settings
 * since. The entry point decides which changes are allowed; this class refuses the others.
 *
 * @param begun entry point of the study
 * @param opened its recorded beginning
 * @param settings comparison of the settings with the recorded ones
 * @param rows identity of the rows that the last driver read
 * @param closed its end, if it ended by itself; the same settings add nothing to it
 * @param worked time that earlier drivers worked
 * @param extension trials that an earlier version added to those of the settings
 * @param failed outcomes of cells that are not run again, because earlier drivers died while
 *     running them
 */
public record ResumedStudy(
    EntryPoint begun,
    Opened opened,
    SettingsChange.Comparison settings,
    Optional<Fingerprint> rows,
    Optional<Closed> closed,
    Duration worked,
    int extension,
    List<CellEnded> failed) {

  /** Maximum number of listed differences; a different pipeline differs in all of its params. */
  private static final int SHOWN = 10;

  public ResumedStudy {
    failed = List.copyOf(failed);
  }

  /**
   * The study of a history; empty if none was begun.
   *
   * @param since comparison of the current settings with recorded ones
   */
  public static Optional<ResumedStudy> of(
      StudyHistory history, Function<String, SettingsChange.Comparison> since) {
    if (!history.isBegun()) {
      return Optional.empty();
    }
    return Optional.of(
        new ResumedStudy(
            history.entryPoint(),
            history.opened(),
            since.apply(history.settings()),
            history.fingerprint(),
            history
                .closed()
                .filter(end -> end.status().isFinal())
                .filter(end -> !end.causes().contains(StudyHistory.CONTROL)),
            history.worked(),
            history.extension(),
            CrashSuspects.of(history).failed()));
  }

  /** Differences of the settings. */
  public List<SettingsChange> changes() {
    return settings.changes();
  }

  /** Differences in words, one per line. */
  public List<String> changesInWords() {
    return changes().stream().map(SettingsChange::toString).toList();
  }

  /**
   * Problem of a folder with a study of another entry point; empty if this entry point may resume
   * it.
   */
  public Optional<Problem> ofAnotherEntryPoint(
      EntryPoint entryPoint, Origins origins, String setting, String folder) {
    String wrong = "'%s' holds the study of %s".formatted(folder, begun.noun());
    return begun == entryPoint
        ? Optional.empty()
        : Optional.of(origins.problem(setting, wrong, "choose another name or folder"));
  }

  /**
   * Problems of settings that must not differ from those of the study.
   *
   * @param asked current plan of the study
   */
  public List<Problem> changed(TuningPlan asked, Predicate<SettingsChange> mayChange) {
    return changes().stream()
        .filter(mayChange.negate())
        .map(change -> problem(change, asked))
        .toList();
  }

  private static Problem problem(SettingsChange change, TuningPlan asked) {
    String path = asked.origins().path(change.path());
    String wrong =
        "was %s when the study started, and is now %s".formatted(change.before(), change.now());
    String reason = ResumeRules.isTrials(path) ? needsTrials(asked) + ": " : "";
    return asked.origins().problem(path, wrong, reason + "keep it, or begin another study");
  }

  /** Reason why the number of trials may not change. */
  private static String needsTrials(TuningPlan asked) {
    return asked.search().then().isEmpty()
        ? "the rungs of %s depend on that number".formatted(asked.schedule().type())
        : asked.origins().name("search.then") + " begins after that number";
  }

  /**
   * Problem of rows that are not those of the study, empty if they are.
   *
   * @param setting setting of their source
   * @param right correction
   */
  public Optional<Problem> otherRows(
      Fingerprint now, Origins origins, String setting, String right) {
    if (rows.isEmpty() || !now.isOther(rows.get())) {
      return Optional.empty();
    }
    String wrong =
        "has other rows than when the study started: %,d then (%s), %,d now (%s)%s"
            .formatted(
                rows.get().rows(),
                rows.get().digest(),
                now.rows(),
                now.digest(),
                columns(rows.get(), now));
    return Optional.of(origins.problem(setting, wrong, right));
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

  /**
   * Refuses to resume a study of another entry point in the library, or a study with settings that
   * must not change.
   *
   * @param entryPoint entry point of the caller
   * @param asked current plan of the study
   * @param mayChange true if the study may continue with another value of a setting
   * @param folder folder of the study
   * @throws IllegalArgumentException with a line for each difference, up to {@value #SHOWN}
   */
  public void requireSame(
      EntryPoint entryPoint, TuningPlan asked, Predicate<String> mayChange, String folder) {
    List<Problem> problems = new ArrayList<>();
    ofAnotherEntryPoint(entryPoint, asked.origins(), "journal", folder)
        .ifPresentOrElse(
            problems::add,
            () -> problems.addAll(changed(asked, change -> mayChange.test(change.path()))));
    List<String> lines = new ArrayList<>();
    problems.stream().limit(SHOWN).forEach(problem -> lines.add(problem.toString()));
    if (problems.size() > SHOWN) {
      lines.add("and %d more".formatted(problems.size() - SHOWN));
    }
    if (!lines.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", lines));
    }
  }
}
