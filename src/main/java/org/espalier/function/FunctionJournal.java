package org.espalier.function;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.espalier.journal.StudyEvent.CellEnded;
import org.espalier.journal.StudyEvent.Opened;
import org.espalier.journal.StudyHistory;
import org.espalier.settings.RecordedFunction;
import org.espalier.settings.SettingsChange;
import org.espalier.settings.SpaceText;
import org.espalier.spark.store.NamedFolder;
import org.espalier.tune.CrashSuspects;
import org.espalier.tune.JournalRecorder;

/**
 * Journal of a study of a function, in the folder that was set or, without one, in memory, with the
 * record of an earlier driver, which this one resumes.
 *
 * @param opened how the study was begun; empty if it begins now
 * @param changes of settings since then
 * @param closed whether an earlier driver came to the study's end
 * @param worked how long earlier drivers worked
 * @param failed ends of cells that are not run again: earlier drivers died of them
 */
record FunctionJournal(
    JournalRecorder recorder,
    String settings,
    Optional<Opened> opened,
    List<SettingsChange> changes,
    boolean closed,
    Duration worked,
    List<CellEnded> failed)
    implements AutoCloseable {

  static final InstantSource CLOCK = InstantSource.system();

  /** Settings that change nothing of what is found. */
  private static final Set<String> OF_NO_EFFECT =
      Set.of("space", "parallelism", "journal", "output", "stateLimitInMB", "cores", "gpus");

  /** Settings that say no more than how far the study comes. */
  private static final Set<String> MAY_CHANGE =
      Set.of("timeout", "cellTimeout", "patience", "targetScore", "maxFailures");

  /**
   * Begins to write.
   *
   * @throws IllegalArgumentException if the folder holds something else, or a study with other
   *     settings, a line for each
   */
  static FunctionJournal open(FunctionPlan plan, Configuration hadoop) {
    String path = plan.settings().text("journal");
    if (path.isEmpty()) {
      return of(plan, JournalRecorder.unkept(CLOCK));
    }
    String where = "FunctionTuner: journal: ";
    return NamedFolder.open(
        path,
        where,
        hadoop,
        CLOCK,
        recorder -> {
          FunctionJournal journal = of(plan, recorder);
          journal.requireSameSettings(plan, where);
          return journal;
        });
  }

  private static FunctionJournal of(FunctionPlan plan, JournalRecorder recorder) {
    StudyHistory history = recorder.history();
    String settings = text(plan);
    if (!history.isBegun()) {
      return new FunctionJournal(
          recorder, settings, Optional.empty(), List.of(), false, Duration.ZERO, List.of());
    }
    return new FunctionJournal(
        recorder,
        settings,
        Optional.of(history.opened()),
        SettingsChange.between(history.settings(), settings).stream()
            .filter(change -> !change.path().equals(RecordedFunction.SPACE))
            .toList(), // each of its parameters is a setting, too
        history.closed().filter(end -> end.status().isFinal()).isPresent(),
        history.worked(),
        CrashSuspects.of(history).failed());
  }

  /** A line for each, in HOCON as settings of a job are. */
  private static String text(FunctionPlan plan) {
    FunctionSettings settings = plan.settings();
    Map<String, String> values = new LinkedHashMap<>();
    values.put(
        RecordedFunction.OWNER, RecordedFunction.FUNCTION); // first: StudyHistory.owner tells by it
    settings
        .values()
        .forEach(
            (name, value) -> {
              if (!OF_NO_EFFECT.contains(name)) {
                values.put(name, String.valueOf(value));
              }
            });
    settings.space().asText().forEach((name, value) -> values.put("space." + name, value));
    values.put(RecordedFunction.SPACE, SpaceText.of(plan.space()));
    return values.entrySet().stream()
        .map(e -> TextNode.valueOf(e.getKey()) + " = " + TextNode.valueOf(e.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  private void requireSameSettings(FunctionPlan plan, String where) {
    if (opened.isPresent() && recorder.history().owner() != StudyHistory.Owner.TUNER) {
      throw new IllegalArgumentException(
          where + "holds the study of a job, not of a function; another folder");
    }
    List<String> lines =
        changes.stream()
            .filter(change -> !mayChange(change.path(), plan))
            .map(
                change ->
                    "%s%s was %s when it was begun, and is now %s; keep it, or another folder"
                        .formatted(where, change.path(), change.before(), change.now()))
            .toList();
    if (!lines.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", lines));
    }
  }

  private boolean mayChange(String name, FunctionPlan plan) {
    return MAY_CHANGE.contains(name)
        || (name.equals("trials") && plan.mayPlanMore(opened.orElseThrow().setup().ladder()))
        || (name.equals("window") && opened.orElseThrow().setup().window() == 0);
  }

  /** Whether the study came to its end before, and nothing more is asked for. */
  boolean isDone() {
    return closed && changes.isEmpty();
  }

  @Override
  public void close() {
    try {
      recorder.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The journal cannot be written.", e);
    }
  }
}
