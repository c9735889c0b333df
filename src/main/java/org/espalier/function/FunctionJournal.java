package org.espalier.function;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.espalier.engine.ResumeRules;
import org.espalier.engine.ResumedStudy;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.settings.RecordedFunction;
import org.espalier.settings.SettingsChange;
import org.espalier.settings.SpaceText;
import org.espalier.spark.store.NamedFolder;
import org.espalier.tune.JournalRecorder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Journal of a study of a function, in the folder that was set or, without one, in memory, with the
 * record of an earlier driver, which this one resumes.
 *
 * @param earlier what the study goes on from; empty if it begins now
 */
record FunctionJournal(JournalRecorder recorder, String settings, Optional<ResumedStudy> earlier)
    implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FunctionJournal.class);

  static final InstantSource CLOCK = InstantSource.system();

  /** Settings that change nothing of what is found. */
  private static final Set<String> OF_NO_EFFECT =
      Set.of("space", "parallelism", "journal", "output", "stateLimit", "cores", "gpus");

  /** Identity of the function, of which a study that goes on says that it changed. */
  private static final String CODE = "functionDigest";

  private static final String IMPROVEMENT = "minImprovement";

  /** Conditions of a parameter. */
  private static final String WHEN = "(?: when \\[(.*)\\])?";

  /** Text of a parameter that is a range. */
  private static final Pattern RANGE =
      Pattern.compile(
          "(Float|Int)Parameter\\[name=.*, low=([^,]*), high=([^,]*), scale=(\\w+)"
              + ", step=([^,\\]]*), points=(\\d+)\\]"
              + WHEN,
          Pattern.DOTALL);

  private static final Pattern CHOICE =
      Pattern.compile("ChoiceParameter\\[name=.*?, choices=(\\[.*?\\])\\]" + WHEN, Pattern.DOTALL);

  private static final Pattern REFINEMENT =
      Pattern.compile("FunctionRefinement\\[sampler=(\\w+), trials=(\\d+), around=\\{(.*?)\\}\\]");

  /** What is not said of a range: its scale, no step and no points. */
  private static final Set<String> USUAL = Set.of("linear", "0", "0.0");

  /**
   * Begins to write.
   *
   * @throws IllegalArgumentException if the folder holds something else, or a study with other
   *     settings, a line for each
   */
  static FunctionJournal open(FunctionPlan plan, Configuration hadoop) {
    String path = plan.settings().text("journal");
    String where = SettingsPlan.WHERE + ": journal: ";
    return NamedFolder.open(
        path,
        where,
        hadoop,
        CLOCK,
        recorder -> {
          FunctionJournal journal = of(plan, recorder);
          journal
              .earlier()
              .ifPresent(
                  study ->
                      study.requireSame(
                          StudyHistory.Owner.FUNCTION,
                          plan.asked(),
                          name -> mayChange(name, study, plan),
                          path));
          return journal;
        });
  }

  private static FunctionJournal of(FunctionPlan plan, JournalRecorder recorder) {
    String settings = text(plan);
    return new FunctionJournal(
        recorder,
        settings,
        ResumedStudy.of(
            recorder.history(),
            plan.asked().run().maxCrashes(),
            recorded -> changes(recorded, settings)));
  }

  private static List<SettingsChange> changes(String recorded, String settings) {
    List<SettingsChange> all = SettingsChange.between(recorded, settings);
    if (all.stream().anyMatch(change -> change.path().equals(CODE) && !change.isNew())) {
      LOG.warn("the code of the function changed since; what is recorded stays as it was");
    }
    return all.stream() // of the space each parameter is a setting, too
        .filter(change -> !Set.of(RecordedFunction.SPACE, CODE).contains(change.path()))
        .map(
            change ->
                new SettingsChange(change.path(), shown(change.before()), shown(change.now())))
        .toList();
  }

  /**
   * A recorded value in words: what is recorded of parameters and refinements is a record's text.
   */
  private static String shown(String value) {
    Matcher range = RANGE.matcher(value);
    if (range.matches()) {
      return "%s from %s to %s%s%s%s%s"
          .formatted(
              range.group(1).equals("Int") ? "whole numbers" : "numbers",
              range.group(2),
              range.group(3),
              part(", on a %s scale", range.group(4).toLowerCase(Locale.ROOT).replace('_', '-')),
              part(", in steps of %s", range.group(5)),
              part(", at %s points", range.group(6)),
              part(", when %s", range.group(7)));
    }
    Matcher choice = CHOICE.matcher(value);
    return choice.matches()
        ? "one of %s%s".formatted(choice.group(1), part(", when %s", choice.group(2)))
        : REFINEMENT.matcher(value).replaceAll("$1, trials $2, around {$3}");
  }

  /** Empty if a value is what is usual. */
  private static String part(String words, @Nullable String value) {
    return value == null || USUAL.contains(value) ? "" : words.formatted(value);
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

  private static boolean mayChange(String name, ResumedStudy study, FunctionPlan plan) {
    StudyEvent.Setup setup = study.opened().setup();
    boolean harmless =
        new ResumeRules(Set.of("cellTimeout"), () -> plan.mayPlanMore(setup.ladder()))
            .mayChange(plan.asked().origins().path(name));
    return name.equals(IMPROVEMENT)
        ? hasBaseline(study, plan)
        : harmless || (name.equals("window") && setup.window() == 0);
  }

  /** Whether the study has had the first start point as its baseline, and goes on with it. */
  private static boolean hasBaseline(ResumedStudy study, FunctionPlan plan) {
    return plan.settings().has(IMPROVEMENT)
        && SettingsChange.isRecorded(study.opened().request().settings(), IMPROVEMENT);
  }

  /** How the study was begun; empty if it begins now. */
  Optional<StudyEvent.Opened> opened() {
    return earlier.map(ResumedStudy::opened);
  }

  /** Whether the study came to its end before, and nothing more is asked for. */
  boolean isDone() {
    return earlier
        .filter(study -> study.closed().isPresent() && study.changes().isEmpty())
        .isPresent();
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
