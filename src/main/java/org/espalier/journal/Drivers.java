package org.espalier.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.journal.StudyEvent.Fingerprint;
import org.espalier.journal.StudyEvent.Opened;
import org.espalier.journal.StudyEvent.Resumed;
import org.espalier.journal.StudyHistory.Plan;
import org.jspecify.annotations.Nullable;

/**
 * Drivers of a study, the one that opened it and those that resumed it, with their total working
 * time: from the beginning of each to its last recorded event.
 */
final class Drivers {

  private static final String TRIALS_CHANGED = "search.trials was changed while it ran";

  private @Nullable Opened opened;
  private final List<Resumed> resumed = new ArrayList<>();
  private final List<Plan> plans = new ArrayList<>();
  private int extension = 0; // trials
  private long earlier = 0; // milliseconds of all drivers but the last
  private long began = 0;
  private long last = 0;

  void open(Opened opening) {
    if (opened != null) {
      throw new IllegalArgumentException("A study is opened once, and this one twice.");
    }
    opened = opening;
    plans.add(new Plan(0, opening.setup().plannedTrials()));
    begin(opening.at());
  }

  /**
   * Adds a driver.
   *
   * @param step number of steps before it
   * @return causes by which the study then depends on more than settings, data and seed
   */
  List<String> resume(Resumed again, int step) {
    List<String> causes = new ArrayList<>();
    Optional<String> rows = opened().fingerprint().map(Fingerprint::digest);
    if (again.plannedTrials() != plans.get(plans.size() - 1).trials()) {
      causes.add(TRIALS_CHANGED);
    }
    if (rows.isPresent() && !again.fingerprint().map(Fingerprint::digest).equals(rows)) {
      causes.add(StudyHistory.NEW_DATA);
    }
    plans.add(new Plan(step, again.plannedTrials()));
    resumed.add(again);
    begin(again.at());
    return causes;
  }

  /**
   * Adds trials that the last driver granted.
   *
   * @param trials total number from here on
   * @param step number of steps before them
   * @return cause by which the study then depends on more than settings, data and seed
   */
  String extend(int trials, int step) {
    extension += trials - plans.get(plans.size() - 1).trials();
    plans.add(new Plan(step, trials));
    return TRIALS_CHANGED;
  }

  int extension() {
    return extension;
  }

  private void begin(long at) {
    earlier += last - began;
    began = at;
    last = at;
  }

  /** The last driver was at work. */
  void worked(long at) {
    last = Math.max(last, at);
  }

  /** Working time; that between two drivers is not counted. */
  Duration worked() {
    return Duration.ofMillis(earlier + last - began);
  }

  boolean areBegun() {
    return opened != null;
  }

  Opened opened() {
    if (opened == null) {
      throw new IllegalArgumentException("A study's events begin with its opening.");
    }
    return opened;
  }

  List<Resumed> resumed() {
    return List.copyOf(resumed);
  }

  /** Numbers of trials that were planned, in the order of their steps. */
  List<Plan> plans() {
    return List.copyOf(plans);
  }

  /** Effective settings of the last driver. */
  String settings() {
    return resumed.isEmpty()
        ? opened().request().settings()
        : resumed.get(resumed.size() - 1).settings();
  }

  /** Last recorded identity of the rows; empty if no driver recorded one. */
  Optional<Fingerprint> fingerprint() {
    Optional<Fingerprint> last =
        resumed.isEmpty() ? Optional.empty() : resumed.get(resumed.size() - 1).fingerprint();
    return last.isPresent() ? last : opened().fingerprint();
  }
}
