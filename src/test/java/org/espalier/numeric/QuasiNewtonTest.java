package org.espalier.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.espalier.numeric.BoundedLbfgs.Smooth;
import org.espalier.numeric.Breeze.Visited;
import org.espalier.numeric.QuasiNewton.End;
import org.junit.jupiter.api.Test;

/** Our minimisers against Breeze's, point by point. */
final class QuasiNewtonTest {

  /** Rosenbrock's function in any dimension; its minimum is 0 at (1, …, 1). */
  private static final Smooth ROSENBROCK =
      (x, gradient) -> {
        Arrays.fill(gradient, 0);
        double value = 0;
        for (int i = 0; i + 1 < x.length; i++) {
          double valley = x[i + 1] - x[i] * x[i];
          value += 100 * valley * valley + (1 - x[i]) * (1 - x[i]);
          gradient[i] += -400 * valley * x[i] - 2 * (1 - x[i]);
          gradient[i + 1] += 200 * valley;
        }
        return value;
      };

  /** x - log x in every component, without a value at and below 0. */
  private static final Smooth LOG =
      (x, gradient) -> {
        double value = 0;
        for (int i = 0; i < x.length; i++) {
          gradient[i] = 1 - 1 / x[i];
          value += x[i] - Math.log(x[i]);
        }
        return value;
      };

  /** A parabola whose gradient points the wrong way. */
  private static final Smooth WRONG =
      (x, gradient) -> {
        gradient[0] = -2 * x[0];
        return x[0] * x[0];
      };

  private static final Map<End, String> ENDS =
      Map.of(
          End.ITERATIONS, "max iterations reached",
          End.VALUES, "function values converged",
          End.GRADIENT, "gradient converged",
          End.SEARCH_FAILED, "line search failed!");

  /** What a search visited: the points after each iteration, and its end. */
  private static final class Run {

    private final List<double[]> points;
    private final double[] history;
    private final int iterations;
    private final End end;

    private Run(List<double[]> points, QuasiNewton search) {
      this.points = points;
      this.history = search.history();
      this.iterations = search.iterations();
      this.end = search.end().orElseThrow();
    }

    static Run of(QuasiNewton search, Smooth function, int size) {
      List<double[]> points = new ArrayList<>();
      while (search.asks()) {
        int before = search.iterations();
        double[] gradient = new double[size];
        double value = function.at(search.asked(), gradient);
        search.tell(value, gradient);
        if (points.isEmpty() || search.iterations() > before) {
          points.add(search.point());
        }
      }
      return new Run(points, search);
    }
  }

  /** The mean logistic loss of seeded rows, with an L2 penalty. */
  private static Smooth logistic(long seed, int rows, int size, double l2) {
    Random random = new Random(seed);
    double[][] x = new double[rows][size];
    int[] sign = new int[rows];
    for (int r = 0; r < rows; r++) {
      double margin = random.nextGaussian();
      for (int j = 0; j < size; j++) {
        x[r][j] = random.nextGaussian();
        margin += x[r][j] * (j % 3 - 1);
      }
      sign[r] = margin > 0 ? 1 : -1;
    }
    return (w, gradient) -> {
      double value = 0;
      for (int j = 0; j < size; j++) {
        value += l2 / 2 * w[j] * w[j];
        gradient[j] = l2 * w[j];
      }
      for (int r = 0; r < rows; r++) {
        double margin = 0;
        for (int j = 0; j < size; j++) {
          margin += x[r][j] * w[j] * sign[r];
        }
        value += Math.log1p(Math.exp(-margin)) / rows;
        for (int j = 0; j < size; j++) {
          gradient[j] -= sign[r] * x[r][j] / (1 + Math.exp(margin)) / rows;
        }
      }
      return value;
    };
  }

  /** A parabola with curvatures from 1 to a condition, its minimum at (1, 2, …). */
  private static Smooth parabola(int size, double condition) {
    return (x, gradient) -> {
      double value = 0;
      for (int i = 0; i < size; i++) {
        double curvature = Math.pow(condition, i / (size - 1.0));
        gradient[i] = curvature * (x[i] - i - 1);
        value += gradient[i] * (x[i] - i - 1) / 2;
      }
      return value;
    };
  }

  /** Iterates to 1e-9, the value at the end to 1e-10, iterations but one, the same end. */
  private static void assertSame(Run ours, List<Visited> breeze) {
    Visited last = breeze.get(breeze.size() - 1);
    assertThat(ours.iterations).isCloseTo(last.iteration, within(1));
    assertThat(last.end).isEqualTo(ENDS.get(ours.end));
    assertSameSteps(ours, breeze);
    double end = ours.history[ours.history.length - 1];
    assertThat(end).isCloseTo(last.value, within(1e-10 * (1 + Math.abs(last.value))));
  }

  private static void assertSameSteps(Run ours, List<Visited> breeze) {
    List<Visited> steps = new ArrayList<>();
    for (Visited visited : breeze) {
      if (visited.iteration == steps.size()) {
        steps.add(visited);
      }
    }
    int compared = Math.min(21, Math.min(steps.size(), ours.points.size()));
    for (int i = 0; i < compared; i++) {
      double[] theirs = steps.get(i).point;
      double largest = Arrays.stream(theirs).map(Math::abs).max().orElseThrow();
      assertThat(ours.points.get(i))
          .as("iterate %d", i)
          .containsExactly(theirs, within(1e-9 * (1 + largest)));
    }
  }

  private static Run smooth(Smooth f, double[] start, int maxIterations, double tolerance) {
    Run ours = Run.of(QuasiNewton.smooth(start, maxIterations, tolerance), f, start.length);
    assertSame(ours, Breeze.smooth(f, start, maxIterations, tolerance));
    return ours;
  }

  private static Run sparse(
      Smooth f, double[] start, double[] weights, int maxIterations, double tolerance) {
    Run ours =
        Run.of(QuasiNewton.sparse(start, weights, maxIterations, tolerance), f, start.length);
    assertSame(ours, Breeze.sparse(f, start, weights, maxIterations, tolerance));
    return ours;
  }

  private static double[] filled(int size, double value) {
    double[] array = new double[size];
    Arrays.fill(array, value);
    return array;
  }

  @Test
  void a_smooth_search_takes_the_steps_of_Breeze() {
    for (int size : new int[] {1, 2, 5, 30}) {
      smooth(logistic(size, 200, size, 0.1), new double[size], 100, 1e-6);
      smooth(logistic(size, 60, size, 0), filled(size, 0.3), 100, 1e-9);
    }
    smooth(parabola(12, 100), new double[12], 100, 1e-10);
  }

  @Test
  void a_sparse_search_takes_the_steps_of_Breeze() {
    for (int size : new int[] {1, 2, 5, 30}) {
      double[] weights = new double[size];
      for (int i = 0; i < size; i++) {
        weights[i] = i % 4 == 3 ? 0 : 0.02 * (1 + i % 3); // some components without a penalty
      }
      sparse(logistic(size, 200, size, 0.05), new double[size], weights, 100, 1e-6);
      sparse(logistic(size, 60, size, 0), filled(size, -0.3), weights, 100, 1e-9);
      sparse(logistic(size, 60, size, 0.1), filled(size, 0.2), new double[size], 100, 1e-6);
    }
    sparse(parabola(12, 100), new double[12], filled(12, 0.5), 100, 1e-10);
  }

  @Test
  void a_sparse_search_does_not_ask_for_a_value_that_decides_nothing() {
    QuasiNewton search = QuasiNewton.sparse(new double[3], new double[3], 100, 1e-6);
    search.tell(7, new double[] {2, -3, 6});
    // Not at half the norm, which is too long whatever the value there is.
    assertThat(search.asked())
        .containsExactly(new double[] {-0.1 / 7, 0.15 / 7, -0.3 / 7}, within(1e-12));
  }

  @Test
  void a_penalty_that_outweighs_the_slope_leaves_nothing() {
    Run run = sparse(logistic(3, 100, 6, 0), new double[6], filled(6, 2), 100, 1e-6);
    assertThat(run.points.get(run.points.size() - 1)).containsOnly(0);
    assertThat(run.end).isEqualTo(End.GRADIENT);
  }

  @Test
  void a_curved_valley_is_descended_to_its_end() {
    for (int size : new int[] {2, 5}) {
      Run run = Run.of(QuasiNewton.smooth(filled(size, -1), 1000, 1e-12), ROSENBROCK, size);
      assertThat(run.points.get(run.points.size() - 1))
          .containsExactly(filled(size, 1), within(1e-4));
      smooth(ROSENBROCK, filled(size, -1), 12, 1e-6);
    }
  }

  @Test
  void a_search_turns_back_from_where_there_is_no_value() {
    Run run = smooth(LOG, new double[] {0.01, 20}, 200, 1e-9);
    assertThat(run.points.get(run.points.size() - 1)).containsExactly(filled(2, 1), within(1e-3));
  }

  @Test
  void the_iterations_are_bounded_and_there_may_be_none() {
    for (int iterations : new int[] {0, 1, 7}) {
      Run run = smooth(logistic(1, 100, 8, 0.01), new double[8], iterations, 0);
      assertThat(run.end).isEqualTo(End.ITERATIONS);
      assertThat(run.iterations).isEqualTo(iterations);
      assertThat(run.history).hasSize(iterations + 1);
    }
  }

  @Test
  void values_are_compared_after_twenty_iterations_and_not_before() {
    Run run = smooth(parabola(40, 1e4), new double[40], 100, 0.01);
    assertThat(run.end).isEqualTo(End.VALUES);
    assertThat(run.iterations).isGreaterThanOrEqualTo(20);
  }

  @Test
  void a_line_search_that_fails_twice_ends_the_search_and_both_are_in_its_history() {
    Run run = smooth(WRONG, new double[] {1}, 100, 1e-6);
    assertThat(run.end).isEqualTo(End.SEARCH_FAILED);
    assertThat(run.history).containsExactly(1, 1, 1);
    assertThat(Breeze.smooth(WRONG, new double[] {1}, 100, 1e-6)).hasSize(3);
    Run sparse = sparse(WRONG, new double[] {1}, new double[] {0.1}, 100, 1e-6);
    assertThat(sparse.history)
        .hasSameSizeAs(Breeze.sparse(WRONG, new double[] {1}, new double[] {0.1}, 100, 1e-6));
  }

  @Test
  void what_is_no_search_is_refused() {
    double[] start = {0, 0};
    assertThatThrownBy(() -> QuasiNewton.smooth(start, -1, 0)).hasMessageContaining("-1");
    assertThatThrownBy(() -> QuasiNewton.smooth(start, 1, Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> QuasiNewton.sparse(start, new double[1], 1, 0))
        .hasMessageContaining("2 numbers");
    QuasiNewton over = QuasiNewton.smooth(start, 0, 0);
    over.tell(1, new double[] {1, 1});
    assertThatThrownBy(() -> over.tell(1, start)).hasMessageContaining("ITERATIONS");
  }
}
