package org.espalier.spark.local.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.LinearRegression;
import org.espalier.spark.collected.TableSize;
import org.junit.jupiter.api.Test;

final class FormSizeTest {

  /** Two thirds of 300,000 rows of 10 different numbers: 104 bytes each. */
  private static final TableSize ROWS = new TableSize(300_000, 200_000, 10, 3_000_000, 2);

  private static final long PREDICTIONS = (24 + 40 + 48) * 100_000L;

  private static FormSize form(PipelineStage estimator) {
    return form(estimator, ROWS);
  }

  private static FormSize form(PipelineStage estimator, TableSize rows) {
    return TaskTrainers.trainerOf(estimator).orElseThrow().form(estimator, rows);
  }

  @Test
  void linear_learners_read_a_copy_of_the_rows() {
    assertThat(form(new LogisticRegression()))
        .as("with a search of 28 vectors, coefficients and a gradient")
        .isEqualTo(new FormSize(0, 104 * 300_000, PREDICTIONS + 30 * 8 * 10));
    assertThat(form(new OneVsRest().setClassifier(new LogisticRegression())).ofFold())
        .isEqualTo(104 * 300_000);
  }

  @Test
  void products_of_columns_are_summed_from_a_second_copy_of_the_training_rows() {
    long second = (80 + 4) * 200_000L;
    long square = 8 * 10 * 10;
    assertThat(form(new LinearRegression()))
        .as("with covariances, equations and a factor")
        .isEqualTo(new FormSize(0, 104 * 300_000 + square, second + 2 * square + 24 * 100_000));
    assertThat(form(new GeneralizedLinearRegression()))
        .as("with labels, weights and margins")
        .isEqualTo(
            new FormSize(0, 104 * 300_000, second + 5 * square + 24 * 200_000 + 24 * 100_000));
  }

  @Test
  void normal_equations_of_many_columns_are_larger_than_their_rows() {
    TableSize wide = new TableSize(300, 200, 4096, 300 * 4096, 0);
    TableSize wider = new TableSize(300, 200, 4097, 300 * 4097, 0);
    assertThat(form(new LinearRegression(), wide).ofFold() - wide.bytes()).isEqualTo(128 << 20);
    assertThat(form(new LinearRegression(), wide).ofTask()).isGreaterThan(256 << 20);
    assertThat(form(new GeneralizedLinearRegression(), wide).ofTask()).isGreaterThan(640 << 20);
    assertThat(form(new LinearRegression(), wider))
        .as("a search of 28 vectors, coefficients and a gradient over the rows")
        .isEqualTo(new FormSize(0, wider.bytes(), 30 * 8 * 4097 + 24 * 100));
  }

  @Test
  void columns_of_few_values_are_patterns_each_with_sums_of_the_dense_columns() {
    long products =
        form(new LinearRegression()).ofTask() - 2 * 8 * 10 * 10 - 24 * 100_000; // of full columns
    TableSize oneOfTen = new TableSize(300_000, 200_000, 10, 2_800_000, 2);
    long square = 2 * 8 * 10 * 10;
    assertThat(form(new LinearRegression(), oneOfTen).ofTask() - square - 24 * 100_000)
        .as("as many patterns as rows")
        .isEqualTo(products + (80 + 40) * 200_000L);
    TableSize few = new TableSize(300_000, 200_000, 10, 2_900_000, 2);
    assertThat(form(new LinearRegression(), few).ofTask() - square - 24 * 100_000)
        .as("a third of a column's values are 0")
        .isEqualTo(products);
  }

  @Test
  void trees_share_ranks_and_read_bins() {
    FormSize tree = form(new DecisionTreeClassifier());
    assertThat(tree.shared()).isEqualTo(12L * 3_000_000 + 80);
    assertThat(tree.ofFold()).isEqualTo(2_000_000 + 4 * 1_000_000 + 4 * 300_000);
    assertThat(tree.ofTask()).isEqualTo((4 + 4 + 24) * 200_000L + PREDICTIONS);
    FormSize forest = form(new RandomForestClassifier().setNumTrees(100));
    assertThat(forest.shared()).isEqualTo(tree.shared());
    assertThat(forest.ofTask() - PREDICTIONS)
        .as("the rows of all trees, and how often each is drawn")
        .isBetween((28 + 100 + 250) * 200_000L, (28 + 100 + 255) * 200_000L);
  }

  @Test
  void regression_and_boosting_may_join_columns_of_two_bins() {
    FormSize classes = form(new DecisionTreeClassifier());
    long joined = 5 * 200_000L;
    assertThat(form(new DecisionTreeRegressor()).ofFold() - classes.ofFold()).isEqualTo(joined);
    assertThat(form(new GBTClassifier()).ofFold() - classes.ofFold()).isEqualTo(joined);
  }

  @Test
  void boosting_predicts_after_each_tree() {
    FormSize few = form(new GBTClassifier().setMaxIter(1));
    FormSize many = form(new GBTClassifier().setMaxIter(11));
    assertThat(many.ofTask() - few.ofTask()).isEqualTo(10 * 8 * 100_000);
    assertThat(many.largest()).isEqualTo(many.shared());
  }

  @Test
  void forms_are_of_tables_folds_and_tasks() {
    FormSize form = new FormSize(1, 10, 100);
    assertThat(form.bytes(2, 3, 4)).isEqualTo(432);
    assertThat(form.or(new FormSize(5, 6, 700))).isEqualTo(new FormSize(5, 10, 700));
    assertThatThrownBy(() -> new FormSize(0, -1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
