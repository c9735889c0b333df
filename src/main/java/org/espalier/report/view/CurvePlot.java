package org.espalier.report.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.espalier.analysis.RungScores;
import org.espalier.journal.CurveRow;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.study.Direction;
import org.espalier.study.Fidelity;
import org.espalier.study.RungLadder;

/**
 * Plot of one number by the resource that was spent on it: a line for each of the best trials.
 *
 * @param resource name of the resource: steps or iterations of a training, or what rungs differ in
 * @param log true if its values are spread over powers of ten
 */
public record CurvePlot(String name, String resource, boolean log, List<Line> lines) {

  /** Maximum number of plots; the table of curves has all numbers. */
  private static final int PLOTS = 6;

  /** Maximum number of lines that can be distinguished. */
  private static final int LINES = 40;

  /** Maximum number of points of a line, by the pixels of a plot. */
  private static final int POINTS = 150;

  /** Ratio of values above which they are shown on a log scale. */
  private static final double FACTOR = 20;

  /** Points of a trial, by step. */
  public record Line(int trial, List<Point> points) {}

  /** Mean over the folds of a step, at the highest rung that has it. */
  public record Point(long step, double value) {}

  /** Values of a step at one rung. */
  private record Sum(int rung, double sum, int count) {
    static Sum add(Sum before, Sum more) {
      if (before.rung() != more.rung()) {
        return before.rung() > more.rung() ? before : more;
      }
      return new Sum(before.rung(), before.sum() + more.sum(), before.count() + more.count());
    }
  }

  /** The plots of a study: scores by rung if there are several, then reported numbers. */
  static List<CurvePlot> of(StudyRecord record) {
    Set<String> names = new LinkedHashSet<>();
    record.curves().forEach(row -> names.addAll(row.values().keySet()));
    List<Integer> best = best(record);
    String resource = DisplayLabels.isOfFunction(record) ? "Step" : "Iteration";
    Stream<CurvePlot> reported =
        names.stream().limit(PLOTS).map(name -> of(name, resource, best, record.curves()));
    return Stream.concat(byRung(record, best).stream(), reported)
        .filter(plot -> !plot.lines().isEmpty())
        .toList();
  }

  /** Scores by rung of the trials that reached more than one. */
  private static Optional<CurvePlot> byRung(StudyRecord record, List<Integer> best) {
    RungLadder ladder = record.opened().setup().ladder();
    if (ladder.top() == 0) {
      return Optional.empty();
    }
    Fidelity first = ladder.rung(0);
    Fidelity full = ladder.rung(ladder.top());
    ToLongFunction<Fidelity> amount = Fidelity::folds;
    String resource = "Folds";
    if (!first.iterations().equals(full.iterations())) {
      amount = fidelity -> fidelity.iterations().orElse(0);
      resource = DisplayLabels.isOfFunction(record) ? "Steps" : "Iterations";
    } else if (first.rows() != full.rows()) {
      amount = Fidelity::rows;
      resource = "Training rows";
    }
    RungScores scores = RungScores.of(record);
    List<Line> lines = new ArrayList<>();
    for (int trial : best) {
      List<Point> points = new ArrayList<>();
      for (Map.Entry<Integer, Double> mean : scores.means(trial).entrySet()) {
        long spent = amount.applyAsLong(ladder.rung(mean.getKey()));
        points.add(new Point(spent, mean.getValue()));
      }
      if (lines.size() < LINES && points.size() > 1) {
        lines.add(new Line(trial, points));
      }
    }
    return Optional.of(new CurvePlot(DisplayLabels.metric(record), resource, false, lines));
  }

  /** Trials at higher rungs first, of one rung the better ones first. */
  private static List<Integer> best(StudyRecord record) {
    boolean maximizes = record.summary().result().metric().direction() == Direction.MAXIMIZE;
    Comparator<TrialRow> byRung = Comparator.comparing(row -> row.evaluation().rung());
    Comparator<TrialRow> byLoss =
        Comparator.comparing(row -> loss(row.evaluation().score().orElse(Double.NaN), maximizes));
    return record.trials().stream()
        .sorted(byRung.reversed().thenComparing(byLoss))
        .map(TrialRow::trial)
        .toList();
  }

  /** Sort key, smaller if better; of scores NaN comes last. */
  private static double loss(double score, boolean maximizes) {
    return maximizes ? -score : score;
  }

  private static CurvePlot of(
      String name, String resource, List<Integer> best, List<CurveRow> rows) {
    Map<Integer, TreeMap<Long, Sum>> byTrial = new HashMap<>();
    for (CurveRow row : rows) {
      Double value = row.values().get(name);
      if (value != null) {
        byTrial
            .computeIfAbsent(row.trial(), trial -> new TreeMap<>())
            .merge(row.step(), new Sum(row.rung(), value, 1), Sum::add);
      }
    }
    List<Line> lines = new ArrayList<>();
    for (int trial : best) {
      TreeMap<Long, Sum> steps = byTrial.get(trial);
      if (steps != null && lines.size() < LINES) {
        lines.add(new Line(trial, points(steps)));
      }
    }
    double[] values =
        lines.stream().flatMap(l -> l.points().stream()).mapToDouble(Point::value).toArray();
    double least = Arrays.stream(values).min().orElse(0);
    double most = Arrays.stream(values).max().orElse(0);
    return new CurvePlot(name, resource, least > 0 && most > FACTOR * least, lines);
  }

  /**
   * Points at even distances, the last one among them; without steps that only some of the folds
   * have, whose mean is another one.
   */
  private static List<Point> points(TreeMap<Long, Sum> all) {
    Map<Integer, Integer> folds = new HashMap<>(); // by rung
    all.values().forEach(sum -> folds.merge(sum.rung(), sum.count(), Math::max));
    TreeMap<Long, Sum> steps = new TreeMap<>(all);
    steps.values().removeIf(sum -> !Objects.equals(folds.get(sum.rung()), sum.count()));
    int every = (steps.size() + POINTS - 1) / POINTS;
    List<Point> points = new ArrayList<>();
    int left = steps.size();
    for (Map.Entry<Long, Sum> step : steps.entrySet()) {
      left--;
      if (left % every == 0) {
        points.add(new Point(step.getKey(), step.getValue().sum() / step.getValue().count()));
      }
    }
    return points;
  }
}
