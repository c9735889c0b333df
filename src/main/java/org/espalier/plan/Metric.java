package org.espalier.plan;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.espalier.study.Direction;
import org.espalier.study.Objective;

/**
 * The metrics that MLlib's evaluators compute, by the name they have in settings, tables and page.
 */
public enum Metric {
  /** Exact: every distinct score is a threshold ({@code numBins = 0}). */
  AREA_UNDER_ROC(Direction.MAXIMIZE),
  AREA_UNDER_PR(Direction.MAXIMIZE),
  ACCURACY(Direction.MAXIMIZE),
  /** Weighted by class frequency, as MLlib's {@code f1}. */
  F1(Direction.MAXIMIZE),
  LOG_LOSS(Direction.MINIMIZE),
  RMSE(Direction.MINIMIZE),
  MSE(Direction.MINIMIZE),
  MAE(Direction.MINIMIZE),
  R2(Direction.MAXIMIZE);

  private final Direction direction;

  Metric(Direction direction) {
    this.direction = direction;
  }

  /** The name in settings, for example {@code area-under-roc}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Metric> of(String key) {
    return Arrays.stream(values()).filter(metric -> metric.key().equals(key)).findFirst();
  }

  /** All names, in order. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Metric::key).toList();
  }

  /** What a task is judged by unless something else is asked for. */
  public static Metric defaultFor(Task task) {
    return switch (task) {
      case BINARY -> AREA_UNDER_ROC;
      case MULTICLASS -> ACCURACY;
      case REGRESSION -> RMSE;
    };
  }

  /** Whether a score lies beyond the best that any model can have. */
  public boolean isBeyondBest(double score) {
    return direction == Direction.MAXIMIZE ? score > 1 : score < 0;
  }

  public boolean fits(Task task) {
    return tasks().contains(task);
  }

  /** The tasks it can judge. */
  public Set<Task> tasks() {
    return switch (this) {
      case AREA_UNDER_ROC, AREA_UNDER_PR -> EnumSet.of(Task.BINARY);
      case ACCURACY, F1, LOG_LOSS -> EnumSet.of(Task.BINARY, Task.MULTICLASS);
      case RMSE, MSE, MAE, R2 -> EnumSet.of(Task.REGRESSION);
    };
  }

  public Objective objective() {
    return new Objective(key(), direction);
  }
}
