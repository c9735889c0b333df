package org.espalier.job.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.espalier.engine.ConsoleFormat;
import org.espalier.metric.Metric;
import org.espalier.numeric.CountedNoun;
import org.espalier.spec.SafeText;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.FoldsPlan;

/** Summary of a study's settings, printed before a session is opened and rows are read. */
public record Announcement(StudyPlan plan, PrintWriter out) {

  public void say() {
    out.printf("study %s%n", plan.name());
    out.printf("  %s%n", SafeText.line(text()));
    out.flush();
  }

  String text() {
    List<String> parts = new ArrayList<>();
    parts.add(trials());
    plan.scoring().metric().map(Metric::key).ifPresent(parts::add);
    parts.add(folds());
    parts.add("schedule " + plan.tuning().schedule().type());
    plan.tuning()
        .budget()
        .time()
        .ifPresent(time -> parts.add("all within " + ConsoleFormat.text(time)));
    return String.join("; ", parts);
  }

  private String folds() {
    FoldsPlan folds = plan.folds();
    return switch (folds.rule()) {
      case COLUMN -> "folds by a column";
      case SPLIT, SOURCE -> "a single split";
      case HASH, SPARK, PYSPARK, TIME ->
          folds.repeats() == 1
              ? CountedNoun.of(folds.number(), "fold")
              : "%d times %s".formatted(folds.repeats(), CountedNoun.of(folds.number(), "fold"));
    };
  }

  private String trials() {
    String learners =
        plan.learners().stream().map(LearnerPlan::name).collect(Collectors.joining(", "));
    int trials = plan.tuning().search().trials();
    return "%s of %s by %s"
        .formatted(
            trials == 0 ? "configurations" : "up to " + CountedNoun.of(trials, "configuration"),
            learners,
            plan.tuning().search().sampler());
  }
}
