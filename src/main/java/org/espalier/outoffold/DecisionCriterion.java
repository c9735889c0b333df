package org.espalier.outoffold;

import java.util.List;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.MovingCounts;
import org.espalier.study.Direction;

/** Value of decisions, which follows from the weights of rows by class and predicted class. */
public sealed interface DecisionCriterion {

  /** Number of classes that it is for; 0 for any. */
  int classes();

  /** Direction in which its value is better. */
  Direction direction();

  /** Value of no rows yet, of a number of classes. */
  Running running(int classes);

  /** Value while rows are added and change their predictions. */
  interface Running {

    void add(int label, int prediction, double weight);

    void move(int label, int from, int to, double weight);

    /** Value; NaN where it is not defined. */
    double value();
  }

  /** Criterion of one of the metrics that follow from counts, such as f1 or accuracy. */
  static DecisionCriterion of(Metric metric) {
    return new OfMetric(Measure.of(metric));
  }

  /**
   * Metric of counts.
   *
   * @param measure of the family {@link Metric.Family#COUNTS}
   */
  record OfMetric(Measure measure) implements DecisionCriterion {

    public OfMetric {
      if (measure.metric().family() != Metric.Family.COUNTS) {
        throw new IllegalArgumentException(
            "'%s' does not depend on decisions alone.".formatted(measure.metric()));
      }
    }

    @Override
    public int classes() {
      return 0;
    }

    @Override
    public Direction direction() {
      return measure.metric().direction().orElseThrow();
    }

    @Override
    public Running running(int classes) {
      MovingCounts counts = new MovingCounts(measure, classes);
      return new Running() {
        @Override
        public void add(int label, int prediction, double weight) {
          counts.add(label, prediction, weight);
        }

        @Override
        public void move(int label, int from, int to, double weight) {
          counts.move(label, from, to, weight);
        }

        @Override
        public double value() {
          return counts.value();
        }
      };
    }
  }

  /**
   * Mean cost of a row.
   *
   * @param costs cost by class, then by predicted class, both in the order of the labels; finite
   */
  record OfCosts(List<List<Double>> costs) implements DecisionCriterion {

    public OfCosts {
      costs = costs.stream().map(List::copyOf).toList();
      int classes = costs.size();
      if (classes < 2 || costs.stream().anyMatch(row -> row.size() != classes)) {
        throw new IllegalArgumentException("costs: %s is not a square matrix.".formatted(costs));
      }
      if (costs.stream().flatMap(List::stream).anyMatch(cost -> !Double.isFinite(cost))) {
        throw new IllegalArgumentException(
            "costs: %s has a cost that is not a finite number.".formatted(costs));
      }
    }

    @Override
    public int classes() {
      return costs.size();
    }

    @Override
    public Direction direction() {
      return Direction.MINIMIZE;
    }

    @Override
    public Running running(int classes) {
      double[][] matrix =
          costs.stream()
              .map(row -> row.stream().mapToDouble(Double::doubleValue).toArray())
              .toArray(double[][]::new);
      double[][] weights = new double[classes][classes];
      return new Running() {
        @Override
        public void add(int label, int prediction, double weight) {
          weights[label][prediction] += weight;
        }

        @Override
        public void move(int label, int from, int to, double weight) {
          weights[label][from] -= weight;
          weights[label][to] += weight;
        }

        @Override
        public double value() {
          double sum = 0;
          double all = 0;
          for (int label = 0; label < classes; label++) {
            for (int prediction = 0; prediction < classes; prediction++) {
              sum += weights[label][prediction] * matrix[label][prediction];
              all += weights[label][prediction];
            }
          }
          return sum / all;
        }
      };
    }
  }
}
