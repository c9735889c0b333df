package org.espalier.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.espalier.journal.StudyHistory;
import org.espalier.numeric.Decimals;

/**
 * Workflow from the defaults to held-out rows: the gain and the cost of each stage. Gains are
 * differences of scores on the same folds; each is that of the best of several configurations, and
 * so more than new rows will show.
 *
 * @param metric its name
 * @param stages as far as they are done, in their order
 */
public record Workflow(String metric, List<Stage> stages) {

  private static final String NONE = "–";

  /**
   * Stage of a workflow.
   *
   * @param study name of its study, and of the study's folder
   * @param score of the best of this stage: over the folds of the search or, of the last stage, on
   *     held-out rows
   * @param gain over the best of the stages before, paired by fold, positive if better; empty for
   *     the first and the last
   * @param overDefaults the same over the defaults of the first learner; empty for the first stage,
   *     of the last on held-out rows
   */
  public record Stage(
      String name,
      String study,
      Optional<ScoreEstimate> score,
      Optional<ScoreEstimate> gain,
      Optional<ScoreEstimate> overDefaults,
      StageCost work) {}

  /**
   * Cost of a stage. The first stage of a study has the times of all of it.
   *
   * @param fits number of fits
   * @param seconds wall time; empty for a later stage of a study
   * @param taskSeconds executor run time, likewise
   */
  public record StageCost(
      int trials, int fits, OptionalDouble seconds, OptionalDouble taskSeconds) {

    private List<String> texts() {
      return Stream.of(seconds, taskSeconds)
          .map(time -> time.isPresent() ? Decimals.text(time.getAsDouble(), 1) : NONE)
          .toList();
    }
  }

  public Workflow {
    stages = List.copyOf(stages);
  }

  /**
   * The workflow as far as its studies have ended.
   *
   * @param done defaults, one at a time, random, and the study with grid, further folds and
   *     held-out rows: the first of these at least
   */
  public static Workflow of(List<StudyHistory> done) {
    return new WorkflowCourse(done.get(0).record()).workflow(done);
  }

  /** The stages as a table of text, a heading and a line for each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    String form = "%-22s %-20s %-22s %7s %6s %8s %8s";
    lines.add(
        form.formatted("stage", metric, "gain", "trials", "fits", "seconds", "core s")
            .stripTrailing());
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      lines.add(
          form.formatted(
                  "%d %s".formatted(i + 1, stage.name().toLowerCase(Locale.ROOT)),
                  stage.score().map(ScoreEstimate::toString).orElse(NONE),
                  stage.gain().map(Workflow::signed).orElse(NONE),
                  stage.work().trials(),
                  stage.work().fits(),
                  stage.work().texts().get(0),
                  stage.work().texts().get(1))
              .stripTrailing());
    }
    return lines;
  }

  private static String signed(ScoreEstimate gain) {
    return (gain.mean() > 0 ? "+" : "") + gain;
  }
}
