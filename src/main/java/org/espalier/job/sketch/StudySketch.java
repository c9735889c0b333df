package org.espalier.job.sketch;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.metric.Metric;
import org.espalier.spark.data.ColumnHint;
import org.espalier.spec.Recommendation;
import org.espalier.spec.learners.Learners;

/** Text of a study file for an inspected table, with comments for an author who continues it. */
public record StudySketch(DataSketch table, List<ColumnHint> hints) {

  /** Characters that the name of a study does not have. */
  private static final Pattern UNNAMED = Pattern.compile("[^\\p{L}\\p{M}\\p{N}_-]+");

  /** Maximum number of code points of a name, which fit a folder's name in any script. */
  private static final int LONGEST_NAME = 60;

  public StudySketch {
    hints = List.copyOf(hints);
  }

  /** Name of a study of a table: the last step of its path that has one, up to its first dot. */
  public static String name(String source) {
    List<String> steps = Arrays.asList(source.split("[/\\\\:]"));
    Collections.reverse(steps);
    return steps.stream()
        .map(step -> Normalizer.normalize(step, Normalizer.Form.NFC).replaceFirst("[.?].*", ""))
        .map(step -> first(UNNAMED.matcher(step).replaceAll("-")))
        .map(step -> step.replaceAll("^[^\\p{L}\\p{N}]+|[_-]+$", ""))
        .filter(step -> !step.isEmpty())
        .findFirst()
        .orElse("my-study");
  }

  private static String first(String name) {
    int[] points = name.codePoints().limit(LONGEST_NAME).toArray();
    return new String(points, 0, points.length);
  }

  private SeenTable seen() {
    return table.seen();
  }

  /** The text, which {@code check} and {@code tune} take. */
  public String text() {
    List<String> lines = table.lines(remarks());
    learners(lines);
    lines.add("");
    strategies(seen().study(), lines);
    lines.addAll(table.asked().lines());
    return String.join("\n", lines) + "\n";
  }

  private List<String> remarks() {
    List<String> lines = new ArrayList<>();
    if (seen().labels().size() == 2) {
      lines.add(
          "  # positive = %s    # the class whose probability is scored"
              .formatted(quoted(seen().labels().get(1))));
    }
    new ColumnRemarks(hints, seen().features().size()).addTo(lines);
    return lines;
  }

  private void learners(List<String> lines) {
    lines.add("learners = [    # describe TYPE shows what space = auto tries");
    Learners.known()
        .proposed(seen().task())
        .forEach(type -> lines.add("  { type = %s, space = auto }".formatted(type)));
    lines.add("]");
  }

  private void strategies(Recommendation.Study study, List<String> lines) {
    Recommendation metric = Recommendation.of(Recommendation.METRICS, study);
    Recommendation sampler = Recommendation.of(Recommendation.SAMPLERS, study);
    Recommendation schedule = Recommendation.of(Recommendation.SCHEDULERS, study);
    lines.add(
        "metric   = %s    # %salso: %s"
            .formatted(
                metric.value(),
                metric.usual() ? "" : metric.situation() + "; ",
                others(study, metric.value())));
    table.folds(lines);
    if (seen().isSmall()) {
      lines.add("# With more trials on so few rows, the best would be the luckiest.");
    }
    lines.add(
        "search   = { sampler = %s, trials = %d }    # %s"
            .formatted(sampler.value(), study.trials(), sampler.situation()));
    // A section if a part of it was typed, which follows.
    String form = table.asked().sets("schedule") ? "{ scheduler = %s }    # %s" : "%s    # %s";
    String shown = "by rows, folds, trials, time and the planned cost of a fit; check shows which";
    lines.add("schedule = " + form.formatted(schedule.value(), shown));
    lines.add("output   = { path = %s }".formatted(quoted(table.asked().output())));
  }

  private static String others(Recommendation.Study study, String recommended) {
    Stream<String> keys =
        study.isImbalanced()
            ? Recommendation.ofRareClasses(study.classes().size() == 2).stream()
            : Metric.values().stream().filter(one -> one.fits(study.task())).map(Metric::key);
    return keys.filter(key -> !key.equals(recommended)).limit(4).collect(Collectors.joining(", "));
  }

  /** List of texts in HOCON. */
  static String list(List<String> texts) {
    return texts.stream().map(StudySketch::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  /** Quoted text in HOCON. */
  public static String quoted(String text) {
    return "\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r")
        + "\"";
  }
}
