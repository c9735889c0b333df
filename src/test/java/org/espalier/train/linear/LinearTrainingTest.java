package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.espalier.train.Gram;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.espalier.train.linear.LinearTraining.Solver;
import org.junit.jupiter.api.Test;

final class LinearTrainingTest {

  private static final Table TABLE = Table.difficult(4, 90).linear(5, 10);

  private static LinearParams params(double regParam, double elasticNetParam) {
    return new LinearParams(new Penalty(regParam, elasticNetParam, true), true, 200, 1e-12);
  }

  private static LinearModel train(Rows rows, LinearParams params, Solver solver)
      throws InterruptedException {
    return LinearTraining.train(Gram.of(rows, Moments.of(rows)), params, solver);
  }

  /** Weighted means of residuals, and of their products with the columns. */
  private static double[] slopes(Table table, LinearModel model) throws InterruptedException {
    Rows rows = table.dense();
    Moments moments = Moments.of(rows);
    double[] predictions = model.margins(rows);
    double[] slopes = new double[rows.columns() + 1];
    for (int r = 0; r < rows.size(); r++) {
      double residual = rows.weight(r) * (predictions[r] - rows.label(r)) / moments.weight();
      slopes[rows.columns()] += residual;
      for (int j = 0; j < rows.columns(); j++) {
        double distance = table.features(r)[j] - moments.mean(j);
        slopes[j] += residual * distance / Math.max(1e-300, moments.deviation(j));
      }
    }
    return slopes;
  }

  @Test
  void without_a_penalty_residuals_are_orthogonal_to_the_columns() throws InterruptedException {
    for (Solver solver : Solver.values()) {
      double[] slopes = slopes(TABLE, train(TABLE.dense(), params(0, 0), solver));
      for (int j = 5; j < slopes.length; j++) {
        assertThat(slopes[j]).isCloseTo(0, within(1e-6));
      }
    }
  }

  @Test
  void an_l1_penalty_holds_every_slope_within_its_bound() throws InterruptedException {
    double regParam = 2;
    LinearModel model = train(TABLE.dense(), params(regParam, 1), Solver.LBFGS);
    double[] slopes = slopes(TABLE, model);
    int zeros = 0;
    for (int j = 5; j < TABLE.features(0).length; j++) {
      assertThat(Math.abs(slopes[j])).isLessThanOrEqualTo(regParam * (1 + 1e-4));
      zeros += model.coefficients()[j] == 0 ? 1 : 0;
      if (model.coefficients()[j] != 0) {
        assertThat(Math.abs(slopes[j])).isCloseTo(regParam, within(1e-4));
      }
    }
    assertThat(zeros).isPositive();
  }

  @Test
  void dense_and_sparse_rows_give_the_same_model() throws InterruptedException {
    for (Solver solver : Solver.values()) {
      for (double elasticNetParam : new double[] {0, 0.5}) {
        LinearParams params = params(0.1, elasticNetParam);
        LinearModel dense = train(TABLE.dense(), params, solver);
        LinearModel sparse = train(TABLE.sparse(), params, solver);
        assertThat(dense.coefficients()).isEqualTo(sparse.coefficients());
        assertThat(dense.intercept()).isEqualTo(sparse.intercept());
      }
    }
  }

  @Test
  void a_label_with_one_value_needs_no_search() throws InterruptedException {
    Rows rows = TABLE.withLabels(0.1).dense();
    LinearModel model = train(rows, params(0.1, 0.5), Solver.NORMAL);
    assertThat(model.coefficients()).containsOnly(0);
    assertThat(model.intercept()).isEqualTo(0.1);
    assertThat(model.objectiveHistory()).containsExactly(0);
    LinearParams penalized = new LinearParams(new Penalty(0.1, 0, true), false, 10, 1e-6);
    assertThatThrownBy(() -> train(rows, penalized, Solver.LBFGS))
        .hasMessageContaining("always 0.1");
    LinearParams free = new LinearParams(new Penalty(0, 0, true), false, 10, 1e-6);
    assertThat(train(rows, free, Solver.LBFGS).objectiveHistory()).hasSizeGreaterThan(1);
    Moments moments = Moments.of(rows);
    List<LinearParams> searched = List.of(params(0.1, 0), free);
    LeastSquaresTraining training = LeastSquaresTraining.of(rows, moments, searched);
    assertThat(training.lockSteps().get(0).asks()).isFalse(); // with an intercept
    assertThat(training.lockSteps().get(1).asks()).isTrue();
    assertThat(training.models(rows).get(0).intercept()).isEqualTo(0.1);
    assertThatThrownBy(() -> LeastSquaresTraining.of(rows, moments, List.of(penalized)))
        .hasMessageContaining("always 0.1");
  }

  @Test
  void passes_over_the_rows_and_covariances_lead_to_the_same_model() throws InterruptedException {
    for (Rows rows : List.of(TABLE.dense(), TABLE.sparse())) {
      List<LinearParams> candidates = new ArrayList<>();
      for (double elasticNetParam : new double[] {0, 0.4, 1}) {
        for (boolean intercept : new boolean[] {true, false}) {
          Penalty penalty = new Penalty(0.2, elasticNetParam, true);
          candidates.add(new LinearParams(penalty, intercept, 200, 1e-9));
        }
      }
      Moments moments = Moments.of(rows);
      LeastSquaresTraining training = LeastSquaresTraining.of(rows, moments, candidates);
      while (training.asks()) {
        training.pass(rows);
      }
      for (int i = 0; i < candidates.size(); i++) {
        LinearModel model = training.model(i);
        LinearModel other = train(rows, candidates.get(i), Solver.LBFGS);
        for (int j = 0; j < rows.columns(); j++) {
          double unit = moments.deviation(j);
          assertThat(model.coefficients()[j] * unit)
              .isCloseTo(other.coefficients()[j] * unit, within(1e-4));
        }
        assertThat(Table.last(model.objectiveHistory()))
            .isCloseTo(Table.last(other.objectiveHistory()), within(1e-8));
      }
    }
  }

  @Test
  void scales_do_not_matter() throws InterruptedException {
    LinearModel model = train(TABLE.dense(), params(0, 0), Solver.NORMAL);
    double[] predictions = model.margins(TABLE.dense());
    Table large = TABLE.linear(5, 1e9);
    double[] scaled = train(large.dense(), params(0, 0), Solver.NORMAL).margins(large.dense());
    for (int r = 0; r < scaled.length; r++) {
      assertThat(scaled[r]).isCloseTo(1e8 * predictions[r], within(1e3));
    }
  }

  @Test
  void an_interruption_ends_every_loop() throws InterruptedException {
    Rows rows = TABLE.dense();
    Moments moments = Moments.of(rows);
    Gram gram = Gram.of(rows, moments);
    List<Step> steps =
        List.of(
            () -> Gram.of(rows, moments),
            () -> LinearTraining.train(gram, params(0.1, 0), Solver.NORMAL),
            () -> LinearTraining.train(gram, params(0.1, 1), Solver.NORMAL));
    for (Step step : steps) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(step::run).isInstanceOf(InterruptedException.class);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  private interface Step {
    void run() throws InterruptedException;
  }
}
