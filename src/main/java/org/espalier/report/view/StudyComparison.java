package org.espalier.report.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyEvent.Fingerprint;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.study.Objective;
import org.espalier.study.StandardError;
import org.espalier.study.TrialState;

/**
 * Comparison of several studies: their results, what they cost, and what differs between them.
 *
 * @param lines the best first; studies without a result last
 * @param sentences on the data that they saw, and on the lead of the first beyond noise
 * @param settings values of the settings that differ by path, in the order of the lines; empty
 *     where a study does not have one
 */
public record StudyComparison(
    Objective objective,
    int decimals,
    List<Line> lines,
    List<String> sentences,
    Map<String, List<Optional<String>>> settings) {

  /**
   * Number of standard errors beyond which a difference is not noise: two-sided 5 % of a normal.
   */
  private static final double ERRORS = 1.96;

  /** Settings that every study has of its own. */
  private static final Set<String> OWN = Set.of("study", "output.path");

  /**
   * A study to compare.
   *
   * @param name name of its folder
   * @param settings values by path
   */
  public record Study(String name, StudyRecord record, Map<String, String> settings) {

    Optional<Summary.Standing> best() {
      return record.summary().result().winner().or(() -> record.course().leader());
    }

    Optional<String> digest() {
      return record.opened().fingerprint().map(Fingerprint::digest);
    }
  }

  /**
   * A study's result.
   *
   * @param difference mean score less that of the first line, positive if it is better; empty for
   *     the first
   * @param stdError standard error of the difference
   * @param incumbents best score so far by the task time until then
   */
  public record Line(
      Study study,
      Optional<Contender> best,
      Optional<FormattedNumber> difference,
      Optional<FormattedNumber> stdError,
      List<Incumbent> incumbents) {

    /** The result in a line of text. */
    public String text() {
      String result =
          best.map(
                  b ->
                      "%s%s, %s"
                          .formatted(
                              b.mean().text(),
                              b.stdError().map(e -> " ± " + e.text()).orElse(""),
                              b.name()))
              .orElse("no result");
      return "%s: %s, %s of task time"
          .formatted(
              study.name(),
              result,
              DisplayLabels.span(study.record().summary().cost().taskSeconds()));
    }
  }

  /** Best score of the trials that were completed within a task time. */
  public record Incumbent(double taskSeconds, double score) {}

  public StudyComparison {
    lines = List.copyOf(lines);
    sentences = List.copyOf(sentences);
  }

  /**
   * Compares studies.
   *
   * @param studies at least two
   * @throws IllegalArgumentException if they optimise different metrics
   */
  public static StudyComparison of(List<Study> studies) {
    Objective objective = studies.get(0).record().opened().setup().objective();
    for (Study study : studies) {
      Objective other = study.record().opened().setup().objective();
      if (!other.equals(objective)) {
        throw new IllegalArgumentException(
            "%s is scored by %s, %s by %s"
                .formatted(
                    studies.get(0).name(), objective.metric(), study.name(), other.metric()));
      }
    }
    Comparator<Study> byLoss =
        Comparator.comparing(
            study ->
                study
                    .best()
                    .map(best -> objective.loss(best.crossValidated().mean()))
                    .orElse(Double.POSITIVE_INFINITY));
    List<Study> bestFirst = studies.stream().sorted(byLoss).toList();
    int decimals = StudyReport.decimals(bestFirst.get(0).record());
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < bestFirst.size(); i++) {
      Optional<Study> first = i == 0 ? Optional.empty() : Optional.of(bestFirst.get(0));
      lines.add(line(bestFirst.get(i), first, objective, decimals));
    }
    List<String> sentences = new ArrayList<>();
    sentences.add(data(bestFirst));
    verdict(bestFirst, objective, decimals).ifPresent(sentences::add);
    return new StudyComparison(objective, decimals, lines, sentences, differing(bestFirst));
  }

  /** The metric in words. */
  public String metric() {
    return DisplayLabels.metric(lines.get(0).study().record());
  }

  /** A difference, and the standard error of it. */
  private record Difference(double mean, OptionalDouble stdError) {

    /** Paired by fold if both were cut into the same folds of the same rows. */
    static Optional<Difference> of(Study one, Study first, Objective objective) {
      if (one.best().isEmpty() || first.best().isEmpty()) {
        return Optional.empty();
      }
      Summary.CrossValidated a = one.best().get().crossValidated();
      Summary.CrossValidated b = first.best().get().crossValidated();
      double mean = objective.improvement(a.mean(), b.mean());
      if (isPaired(one, first) && a.scores().size() == b.scores().size()) {
        double[] gains =
            IntStream.range(0, a.scores().size())
                .mapToDouble(f -> objective.improvement(a.scores().get(f), b.scores().get(f)))
                .toArray();
        return Optional.of(new Difference(mean, StandardError.of(gains)));
      }
      if (a.stdError().isEmpty() || b.stdError().isEmpty()) {
        return Optional.of(new Difference(mean, OptionalDouble.empty()));
      }
      double error = Math.hypot(a.stdError().getAsDouble(), b.stdError().getAsDouble());
      return Optional.of(new Difference(mean, OptionalDouble.of(error)));
    }
  }

  private static boolean isPaired(Study one, Study other) {
    return one.digest().isPresent()
        && one.digest().equals(other.digest())
        && one.record().opened().folds().equals(other.record().opened().folds())
        && one.record().opened().setup().seed() == other.record().opened().setup().seed();
  }

  /**
   * @param first the best study; empty if it is this one
   */
  private static Line line(Study one, Optional<Study> first, Objective objective, int decimals) {
    Optional<Difference> difference = first.flatMap(best -> Difference.of(one, best, objective));
    return new Line(
        one,
        one.best().map(best -> Contender.of("winner", best, decimals)),
        difference.map(d -> FormattedNumber.signed(d.mean(), decimals)),
        difference.flatMap(
            d ->
                d.stdError().stream()
                    .mapToObj(error -> FormattedNumber.error(error, d.mean(), decimals))
                    .findFirst()),
        incumbents(one.record(), objective));
  }

  private static List<Incumbent> incumbents(StudyRecord record, Objective objective) {
    List<CellRow> cells =
        record.cells().stream()
            .sorted(Comparator.comparing(cell -> cell.cost().span().endedAt()))
            .toList();
    Map<Integer, Double> ended = new LinkedHashMap<>(); // task time until a trial's last cell
    double seconds = 0;
    for (CellRow cell : cells) {
      seconds += cell.cost().taskSeconds();
      ended.put(cell.trial(), seconds);
    }
    List<Incumbent> incumbents = new ArrayList<>();
    record.trials().stream()
        .filter(row -> row.state() == TrialState.COMPLETED && ended.containsKey(row.trial()))
        .sorted(Comparator.comparing(row -> ended.getOrDefault(row.trial(), 0.0)))
        .forEach(
            row -> {
              double score = row.evaluation().score().orElseThrow();
              double best =
                  incumbents.isEmpty() ? score : incumbents.get(incumbents.size() - 1).score();
              if (incumbents.isEmpty() || objective.improvement(score, best) > 0) {
                incumbents.add(new Incumbent(ended.getOrDefault(row.trial(), 0.0), score));
              }
            });
    return incumbents;
  }

  private static String data(List<Study> studies) {
    if (studies.stream().anyMatch(study -> study.digest().isEmpty())) {
      return "Not every study recorded which rows it saw, so they may be different ones.";
    }
    Set<String> digests = new LinkedHashSet<>();
    studies.forEach(study -> study.digest().ifPresent(digests::add));
    if (digests.size() > 1) {
      return "They saw different rows: a difference of scores may be one of the data.";
    }
    return studies.stream().allMatch(study -> isPaired(study, studies.get(0)))
        ? "All saw the same rows in the same folds: scores are compared fold by fold."
        : "All saw the same rows, but cut into other folds: scores are compared by their means.";
  }

  private static Optional<String> verdict(List<Study> studies, Objective objective, int decimals) {
    Study first = studies.get(0);
    if (studies.size() < 2 || studies.get(1).best().isEmpty()) {
      return first.best().map(best -> "Only %s has a result.".formatted(first.name()));
    }
    Study second = studies.get(1);
    Difference lost = Difference.of(second, first, objective).orElseThrow();
    if (lost.mean() == 0) {
      return Optional.of("%s and %s score the same.".formatted(first.name(), second.name()));
    }
    String lead = FormattedNumber.fixed(-lost.mean(), decimals).text();
    if (lost.stdError().isEmpty()) {
      return Optional.of(
          "%s leads %s by %s; without several folds the error of that is not known."
              .formatted(first.name(), second.name(), lead));
    }
    double error = lost.stdError().getAsDouble();
    String how = FormattedNumber.error(error, lost.mean(), decimals).text();
    return Optional.of(
        -lost.mean() > ERRORS * error
            ? "%s is better than %s by %s ± %s, more than noise explains."
                .formatted(first.name(), second.name(), lead, how)
            : "%s leads %s by %s ± %s, which noise explains as well."
                .formatted(first.name(), second.name(), lead, how));
  }

  private static Map<String, List<Optional<String>>> differing(List<Study> studies) {
    Set<String> paths = new LinkedHashSet<>();
    studies.forEach(study -> paths.addAll(study.settings().keySet()));
    Map<String, List<Optional<String>>> differing = new LinkedHashMap<>();
    paths.stream()
        .filter(path -> !OWN.contains(path))
        .sorted()
        .forEach(
            path -> {
              List<Optional<String>> values =
                  studies.stream()
                      .map(study -> Optional.ofNullable(study.settings().get(path)))
                      .toList();
              if (values.stream().distinct().count() > 1) {
                differing.put(path, values);
              }
            });
    return differing;
  }

  /** Names of the studies in the order of the lines. */
  public List<String> names() {
    return lines.stream().map(line -> line.study().name()).toList();
  }

  /** Parameters of the best configurations, each with its value by study. */
  public Map<String, List<Optional<String>>> configurations() {
    Map<String, List<Optional<String>>> rows = new LinkedHashMap<>();
    Stream<String> names =
        lines.stream()
            .flatMap(line -> line.best().stream())
            .flatMap(best -> best.configuration().stream())
            .map(ShownSetting::name)
            .distinct();
    names.forEach(
        name ->
            rows.put(
                name,
                lines.stream()
                    .map(
                        line ->
                            line.best().stream()
                                .flatMap(best -> best.configuration().stream())
                                .filter(setting -> setting.name().equals(name))
                                .map(setting -> setting.value().text())
                                .findFirst())
                    .toList()));
    return rows;
  }
}
