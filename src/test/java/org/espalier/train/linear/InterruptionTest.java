package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.espalier.train.Gram;
import org.espalier.train.Moments;
import org.espalier.train.ProductRows;
import org.espalier.train.Rows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every loop over rows of a linear learner ends when its thread is interrupted. */
final class InterruptionTest {

  private static final Penalty PENALTY = new Penalty(0.1, 0, true);

  private final Rows rows = Table.counts(1, 200, 6).dense();
  private final Rows positive = Table.counts(1, 200, 6).counted(2, false).dense();

  @AfterEach
  void notInterrupted() {
    Thread.interrupted();
  }

  private static void assertEnds(String loop, ThrowingCallable work) {
    Thread.currentThread().interrupt();
    assertThatThrownBy(work).as(loop).isInstanceOf(InterruptedException.class);
  }

  @Test
  void sums_over_rows_end() throws InterruptedException {
    Moments moments = Moments.of(rows);
    assertEnds("moments", () -> Moments.of(rows));
    assertEnds("covariances", () -> Gram.of(rows, moments));
    assertEnds("rows of products", () -> ProductRows.of(rows, moments));
  }

  @Test
  void passes_of_candidates_side_by_side_end() throws InterruptedException {
    Moments moments = Moments.of(rows);
    List<LinearParams> logistic = List.of(new LinearParams(PENALTY, true, 5, 1e-6));
    LogisticTraining binomial = LogisticTraining.binomial(rows, moments, 2, logistic);
    assertEnds("binomial", () -> binomial.pass(rows));
    LogisticTraining multinomial = LogisticTraining.multinomial(rows, moments, 3, logistic);
    assertEnds("multinomial", () -> multinomial.pass(rows));
    SvcTraining machines =
        SvcTraining.of(
            rows, moments, 2, List.of(new LinearParams(new Penalty(0.1, 0, true), true, 5, 1e-6)));
    assertEnds("support vectors", () -> machines.pass(rows));
    LinearParams least = new LinearParams(PENALTY, true, 5, 1e-6);
    LeastSquaresTraining squares = LeastSquaresTraining.of(rows, moments, List.of(least));
    assertEnds("least squares", () -> squares.pass(rows));
    LogisticModel model = binomial.model(0);
    double[] raw = model.raw(rows);
    assertEnds("margins", () -> model.raw(rows));
    assertEnds("probabilities", () -> model.probabilities(raw));
  }

  @Test
  void least_squares_that_are_weighted_anew_end() throws InterruptedException {
    Moments moments = Moments.of(positive);
    GlmTraining training =
        GlmTraining.of(
            ProductRows.of(positive, moments),
            new double[0],
            moments,
            GlmFamily.POISSON,
            GlmLink.LOG);
    LinearParams params = new LinearParams(new Penalty(0.1, 0, true), true, 5, 1e-6);
    assertEnds("first labels", () -> training.train(params));
    GlmModel model = training.train(params);
    assertEnds("labels from the last ones", () -> training.train(params));
    assertEnds("means", () -> model.predictions(positive, new double[0]));
  }
}
