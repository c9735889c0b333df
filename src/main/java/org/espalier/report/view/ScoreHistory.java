package org.espalier.report.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.study.Direction;
import org.espalier.study.TrialState;

/**
 * History of a search: the scores of trials in order.
 *
 * @param failed numbers of the trials that failed and have no score
 * @param best best completed score so far, from the first completed trial on
 * @param baseline score of the baseline, if there is one
 */
public record ScoreHistory(
    List<Point> points,
    List<Integer> failed,
    List<Step> best,
    OptionalDouble baseline,
    ScoreAxis axis) {

  /**
   * A trial's score.
   *
   * @param full true if it is a score on all folds and rows
   */
  public record Point(int trial, double score, boolean full, String learner, String state) {}

  /**
   * Step of the best score: its value from this trial on.
   *
   * @param stdError its standard error over folds; empty for a single fold
   */
  public record Step(int trial, double score, OptionalDouble stdError) {}

  /** History of a study with at least one score. */
  static Optional<ScoreHistory> of(StudyRecord record) {
    List<Point> points =
        record.trials().stream()
            .filter(row -> row.evaluation().score().isPresent())
            .map(ScoreHistory::point)
            .toList();
    if (points.isEmpty()) {
      return Optional.empty();
    }
    Direction direction = record.summary().result().metric().direction();
    Optional<Summary.Standing> baseline = record.summary().result().baseline();
    return Optional.of(
        new ScoreHistory(
            points,
            record.trials().stream()
                .filter(
                    row -> row.evaluation().score().isEmpty() && row.state() == TrialState.FAILED)
                .map(TrialRow::trial)
                .toList(),
            best(record, points, direction),
            baseline.stream().mapToDouble(b -> b.crossValidated().mean()).findFirst(),
            ScoreAxis.of(points.stream().map(Point::score).toList(), direction)));
  }

  private static Point point(TrialRow row) {
    return new Point(
        row.trial(),
        row.evaluation().score().getAsDouble(),
        row.state() == TrialState.COMPLETED,
        row.candidate().learner(),
        DisplayLabels.state(row.state()));
  }

  /** Only scores on all folds and rows count. */
  private static List<Step> best(StudyRecord record, List<Point> points, Direction direction) {
    List<Step> best = new ArrayList<>();
    for (Point point : points) {
      boolean better =
          best.isEmpty()
              || (direction == Direction.MAXIMIZE
                  ? point.score() > best.get(best.size() - 1).score()
                  : point.score() < best.get(best.size() - 1).score());
      if (point.full() && better) {
        best.add(
            new Step(
                point.trial(),
                point.score(),
                record.trials().get(point.trial()).evaluation().stdError()));
      }
    }
    return best;
  }
}
