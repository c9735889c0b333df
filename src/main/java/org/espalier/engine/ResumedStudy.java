package org.espalier.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.espalier.journal.StudyEvent.CellEnded;
import org.espalier.journal.StudyEvent.Closed;
import org.espalier.journal.StudyEvent.Fingerprint;
import org.espalier.journal.StudyEvent.Opened;
import org.espalier.journal.StudyHistory;
import org.espalier.settings.SettingsChange;
import org.espalier.tune.CrashSuspects;

/**
 * Study that a driver goes on with: what its history said when the driver opened it, and how the
 * settings differ since. Which differences are allowed is for the door to say.
 *
 * @param owner whose study it is
 * @param opened how it was begun
 * @param changes differences of the settings
 * @param rows identity of the rows that the last driver read
 * @param closed its end, if it came to one to which the same settings add nothing
 * @param worked how long earlier drivers worked
 * @param failed ends of cells that are not run again, because earlier drivers died of them
 */
public record ResumedStudy(
    StudyHistory.Owner owner,
    Opened opened,
    List<SettingsChange> changes,
    Optional<Fingerprint> rows,
    Optional<Closed> closed,
    Duration worked,
    List<CellEnded> failed) {

  /** Differences that are listed; another pipeline differs in all of its params. */
  private static final int SHOWN = 10;

  public ResumedStudy {
    changes = List.copyOf(changes);
    failed = List.copyOf(failed);
  }

  /**
   * The study that a history is of; empty if none was begun.
   *
   * @param changesSince differences of the current settings from recorded ones
   */
  public static Optional<ResumedStudy> of(
      StudyHistory history, Function<String, List<SettingsChange>> changesSince) {
    return history.isBegun()
        ? Optional.of(
            new ResumedStudy(
                history.owner(),
                history.opened(),
                changesSince.apply(history.settings()),
                history.fingerprint(),
                history.closed().filter(end -> end.status().isFinal()),
                history.worked(),
                CrashSuspects.of(history).failed()))
        : Optional.empty();
  }

  /** Differences in words, a line each. */
  public List<String> changesInWords() {
    return changes.stream().map(SettingsChange::toString).toList();
  }

  /**
   * Refuses to go on in the library with the study of a job, or with settings that may not differ.
   *
   * @param mayChange whether the study may go on with another value of a setting
   * @param where beginning of messages, such as {@code "tuner_1: journal: "}
   * @throws IllegalArgumentException with a line for each difference, up to {@value #SHOWN}
   */
  public void requireSame(Predicate<String> mayChange, String where) {
    if (owner != StudyHistory.Owner.TUNER) {
      throw new IllegalArgumentException(where + "holds the study of a job; another folder");
    }
    List<String> lines = new ArrayList<>();
    for (SettingsChange change : changes) {
      if (!mayChange.test(change.path())) {
        lines.add(
            "%s%s was %s when it was begun, and is now %s; keep it, or another folder"
                .formatted(where, change.path(), change.before(), change.now()));
      }
    }
    if (lines.size() > SHOWN) {
      int more = lines.size() - SHOWN;
      lines.subList(SHOWN, lines.size()).clear();
      lines.add("and %d more".formatted(more));
    }
    if (!lines.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", lines));
    }
  }
}
