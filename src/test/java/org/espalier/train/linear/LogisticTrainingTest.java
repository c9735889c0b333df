package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.espalier.train.Labels;
import org.espalier.train.Moments;
import org.espalier.train.Rows;
import org.junit.jupiter.api.Test;

final class LogisticTrainingTest {

  private static final Table DIFFICULT = Table.difficult(1, 150);

  private static LinearParams params(double regParam, double elasticNetParam) {
    return new LinearParams(new Penalty(regParam, elasticNetParam, true), true, 100, 1e-6);
  }

  /** More candidates than a panel holds, of every kind. */
  private static List<LinearParams> candidates() {
    List<LinearParams> candidates = new ArrayList<>();
    for (double regParam : new double[] {0, 0.001, 0.01, 0.1, 1}) {
      for (double elasticNetParam : new double[] {0, 0.5, 1}) {
        for (boolean standardization : new boolean[] {true, false}) {
          for (boolean intercept : new boolean[] {true, false}) {
            Penalty penalty = new Penalty(regParam, elasticNetParam, standardization);
            candidates.add(new LinearParams(penalty, intercept, 40, 1e-6));
          }
        }
      }
    }
    return candidates;
  }

  private static LogisticTraining binomial(
      Rows rows, Moments moments, List<LinearParams> candidates) throws InterruptedException {
    return LogisticTraining.binomial(rows, moments, Labels.histogram(rows).length, candidates);
  }

  private static List<LogisticModel> train(Rows rows, List<LinearParams> candidates)
      throws InterruptedException {
    return trained(rows, binomial(rows, Moments.of(rows), candidates));
  }

  /** The models of all candidates that a training has left. */
  private static List<LogisticModel> trained(Rows rows, LogisticTraining training)
      throws InterruptedException {
    return training.models(rows);
  }

  private static void assertSameBits(LogisticModel one, LogisticModel other) {
    assertThat(one.coefficients()).isEqualTo(other.coefficients());
    assertThat(one.intercepts()).isEqualTo(other.intercepts());
    assertThat(one.objectiveHistory()).isEqualTo(other.objectiveHistory());
  }

  @Test
  void a_model_does_not_depend_on_the_candidates_beside_it() throws InterruptedException {
    List<LinearParams> candidates = candidates();
    assertThat(candidates.size()).isGreaterThan(2 * 24);
    for (Rows rows : List.of(DIFFICULT.dense(), DIFFICULT.sparse())) {
      List<LogisticModel> together = train(rows, candidates);
      List<LinearParams> reversed = new ArrayList<>(candidates);
      Collections.reverse(reversed);
      List<LogisticModel> backwards = train(rows, reversed);
      for (int i = 0; i < candidates.size(); i++) {
        assertSameBits(together.get(i), backwards.get(candidates.size() - 1 - i));
        assertSameBits(together.get(i), train(rows, List.of(candidates.get(i))).get(0));
      }
    }
  }

  @Test
  void candidates_share_a_place_while_they_ask_for_the_same_point() throws InterruptedException {
    Rows rows = DIFFICULT.dense();
    List<LinearParams> candidates =
        List.of(params(0.001, 0), params(0.1, 0), params(0.01, 0.5), params(0.01, 1));
    LogisticTraining training = binomial(rows, Moments.of(rows), candidates);
    for (int places : new int[] {1, 3, 4}) { // the first steps without an L1 part are the same
      assertThat(training.lockSteps().get(0).places()).hasSize(places);
      training.pass(rows);
    }
  }

  @Test
  void a_mix_of_penalties_takes_the_passes_of_its_longest_candidate() throws InterruptedException {
    Rows rows = DIFFICULT.dense();
    int most = 0;
    for (LinearParams candidate : candidates()) {
      most = Math.max(most, passes(rows, List.of(candidate)));
    }
    assertThat(passes(rows, candidates())).isEqualTo(most);
  }

  private static int passes(Rows rows, List<LinearParams> candidates) throws InterruptedException {
    LogisticTraining training = binomial(rows, Moments.of(rows), candidates);
    int passes = 0;
    for (; training.asks(); passes++) {
      training.pass(rows);
    }
    return passes;
  }

  @Test
  void dense_and_sparse_rows_give_the_same_model() throws InterruptedException {
    List<LogisticModel> dense = train(DIFFICULT.dense(), candidates());
    List<LogisticModel> sparse = train(DIFFICULT.sparse(), candidates());
    for (int i = 0; i < dense.size(); i++) {
      assertSameBits(dense.get(i), sparse.get(i));
    }
  }

  @Test
  void a_row_without_weight_is_not_there() throws InterruptedException {
    List<LinearParams> candidates = List.of(params(0.01, 0.5));
    LogisticModel all = train(DIFFICULT.dense(), candidates).get(0);
    LogisticModel kept = train(DIFFICULT.weighted().dense(), candidates).get(0);
    assertThat(kept.coefficients().length).isEqualTo(all.coefficients().length);
    for (int j = 0; j < kept.coefficients().length; j++) {
      double expected = all.coefficients()[j];
      assertThat(kept.coefficients()[j])
          .isCloseTo(expected, within(1e-8 * (1e-12 + Math.abs(expected))));
    }
  }

  @Test
  void the_same_weight_of_all_rows_does_not_matter() throws InterruptedException {
    Table table = Table.counts(3, 200, 20);
    LogisticModel one = train(table.sparse(), List.of(params(0.02, 0))).get(0);
    LogisticModel three = train(table.withWeights(2).sparse(), List.of(params(0.02, 0))).get(0);
    // The deviations differ, whose divisor is unbiased for weights that count rows.
    assertThat(Table.last(three.objectiveHistory()))
        .isCloseTo(Table.last(one.objectiveHistory()), within(1e-4));
  }

  @Test
  void a_constant_column_and_an_empty_one_have_no_coefficient() throws InterruptedException {
    for (LogisticModel model : train(DIFFICULT.sparse(), candidates())) {
      assertThat(model.coefficients()[0]).isZero();
      assertThat(model.coefficients()[4]).isZero();
    }
  }

  @Test
  void a_large_penalty_leaves_the_intercept_alone() throws InterruptedException {
    LogisticModel model = train(DIFFICULT.dense(), List.of(params(10, 1))).get(0);
    assertThat(model.coefficients()).containsOnly(0);
    double[] histogram = Labels.histogram(DIFFICULT.dense());
    assertThat(model.intercepts()[0])
        .isCloseTo(Math.log(histogram[1] / histogram[0]), within(1e-12));
  }

  @Test
  void labels_of_one_class_have_an_infinite_intercept_without_a_pass() throws InterruptedException {
    List<LinearParams> candidates = List.of(params(0.1, 0));
    Table ones = DIFFICULT.withLabels(1);
    Table zeros = DIFFICULT.withLabels(0);
    assertThat(train(ones.dense(), candidates).get(0).intercepts()[0])
        .isEqualTo(Double.POSITIVE_INFINITY);
    LogisticModel none = train(zeros.dense(), candidates).get(0);
    assertThat(none.intercepts()[0]).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(none.classes()).isEqualTo(1);
    assertThat(none.objectiveHistory()).containsExactly(0);
    assertThat(none.probabilities(none.raw(zeros.dense()))).containsOnly(0, 1);
    Rows rows = zeros.dense();
    LogisticTraining declared = LogisticTraining.binomial(rows, Moments.of(rows), 2, candidates);
    assertThat(declared.asks()).isFalse();
    assertThat(declared.model(0).intercepts()[0]).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void labels_of_one_class_are_searched_without_an_intercept() throws InterruptedException {
    LinearParams params = new LinearParams(new Penalty(0.1, 0, true), false, 50, 1e-6);
    LogisticModel model = train(DIFFICULT.withLabels(1).dense(), List.of(params)).get(0);
    assertThat(model.objectiveHistory()).hasSizeGreaterThan(1);
    assertThat(model.intercepts()[0]).isZero();
  }

  @Test
  void a_dropped_candidate_keeps_what_it_reached_and_the_others_go_on()
      throws InterruptedException {
    Rows rows = DIFFICULT.dense();
    List<LinearParams> candidates = List.of(params(0.001, 0), params(0.002, 0));
    LogisticTraining training = binomial(rows, Moments.of(rows), candidates);
    for (int i = 0; i < 5; i++) {
      training.pass(rows);
    }
    double[] reached = training.model(0).objectiveHistory();
    training.lockSteps().get(0).drop(0);
    while (training.asks()) {
      training.pass(rows);
    }
    assertThat(training.model(0).objectiveHistory()).isEqualTo(reached);
    assertSameBits(training.model(1), train(rows, candidates.subList(1, 2)).get(0));
  }

  @Test
  void an_interruption_ends_every_loop() throws InterruptedException {
    Rows rows = DIFFICULT.dense();
    Moments moments = Moments.of(rows);
    List<LinearParams> candidates = List.of(params(0.001, 0));
    LogisticTraining training = binomial(rows, moments, candidates);
    training.pass(rows);
    assertInterrupted(() -> training.pass(rows));
    assertInterrupted(() -> Moments.of(rows));
    assertInterrupted(() -> binomial(rows, moments, candidates));
    assertInterrupted(() -> training.model(0).raw(rows));
    while (training.asks()) { // goes on where it was
      training.pass(rows);
    }
    assertSameBits(training.model(0), train(rows, candidates).get(0));
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  private static void assertInterrupted(Step step) {
    Thread.currentThread().interrupt();
    assertThatThrownBy(step::run).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void work_is_known_before_and_grows_with_what_there_is_to_do() {
    long work = BatchTraining.nanos(1000, 14_000, 1, params(0, 0));
    assertThat(BatchTraining.nanos(2000, 28_000, 1, params(0, 0))).isCloseTo(2 * work, within(1L));
  }

  @Test
  void what_is_no_training_is_refused() {
    Table table = Table.counts(1, 4, 3);
    assertThatThrownBy(() -> train(table.withLabels(2).dense(), List.of()))
        .hasMessageContaining("3 classes");
    assertThatThrownBy(() -> train(table.withLabels(0.5).dense(), List.of()))
        .hasMessageContaining("0.5");
    assertThatThrownBy(() -> train(table.withWeights(0).dense(), List.of()))
        .hasMessageContaining("weight above 0");
    assertThatThrownBy(() -> table.withWeights(-1).dense()).hasMessageContaining("negative");
    assertThatThrownBy(() -> new Penalty(-1, 0, true)).hasMessageContaining("-1");
    assertThatThrownBy(() -> new Penalty(1, 1.5, true)).hasMessageContaining("1.5");
  }

  @Test
  void predictions_follow_the_threshold_as_margins_do() {
    double[] margins = {0.1, 0, -700, 700};
    assertThat(LogisticModel.predictions(margins, 0.5)).containsExactly(1, 0, 0, 1);
    assertThat(LogisticModel.predictions(margins, 0)).containsExactly(1, 1, 1, 1);
    assertThat(LogisticModel.predictions(margins, 1)).containsExactly(0, 0, 0, 0);
  }

  @Test
  void a_multinomial_model_of_two_classes_is_the_binomial_one_with_half_its_penalty()
      throws InterruptedException {
    Rows rows = DIFFICULT.sparse();
    LinearParams half = new LinearParams(new Penalty(0.04, 0, true), true, 300, 1e-12);
    LinearParams whole = new LinearParams(new Penalty(0.02, 0, true), true, 300, 1e-12);
    LogisticModel two =
        trained(rows, LogisticTraining.multinomial(rows, Moments.of(rows), 2, List.of(half)))
            .get(0);
    LogisticModel one = trained(rows, binomial(rows, Moments.of(rows), List.of(whole))).get(0);
    double[] probabilities = one.probabilities(one.raw(rows));
    double[] same = two.probabilities(two.raw(rows));
    for (int i = 0; i < same.length; i++) {
      assertThat(same[i]).isCloseTo(probabilities[i], within(1e-5));
    }
  }

  @Test
  void a_multinomial_model_does_not_depend_on_the_candidates_beside_it()
      throws InterruptedException {
    Rows rows = Table.counts(5, 120, 15).classes(4).sparse();
    Moments moments = Moments.of(rows);
    List<LogisticModel> together =
        trained(rows, LogisticTraining.multinomial(rows, moments, 4, candidates()));
    for (int i = 0; i < together.size(); i += 7) {
      List<LinearParams> alone = List.of(candidates().get(i));
      assertSameBits(
          together.get(i),
          trained(rows, LogisticTraining.multinomial(rows, moments, 4, alone)).get(0));
    }
  }
}
