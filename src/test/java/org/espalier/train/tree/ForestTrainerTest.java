package org.espalier.train.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.RandomTable.Weights;
import org.espalier.train.tree.TreeParams.Splitter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of trained trees without Spark. */
final class ForestTrainerTest {

  private static final int[] ARITIES = {0, 0, 3, 0, 0, 6, 0, 0};

  private static final StopRequest NEVER = RandomTable.NEVER;

  private static final ForestTrainer TRAINER = new ForestTrainer(ScalaTreeOrder.SCALA_2_13, NEVER);

  @ParameterizedTest
  @EnumSource
  void a_forest_answers_less_depth_where_no_group_was_cut(Splitter splitter)
      throws InterruptedException {
    TrainingRows rows = rows(2);
    TreeParamsBuilder params =
        TreeParamsBuilder.forest(Impurity.GINI).numTrees(9).splitter(splitter).seed(3);
    GrownForest deep = TRAINER.train(rows, params.maxDepth(6).build());
    for (int depth = 0; depth < 6; depth++) {
      assertThat(deep.answers(depth, 0)).isTrue();
      assertSame(
          deep.model(depth, 0, NEVER),
          TRAINER.train(rows, params.maxDepth(depth).build()).model(NEVER));
    }
  }

  @Test
  void a_forest_whose_groups_were_cut_answers_the_depths_above_the_cut()
      throws InterruptedException {
    TrainingRows rows = new RandomTable(1, 400, new int[30], 2, 4, Weights.NONE).rows();
    TreeParamsBuilder params =
        TreeParamsBuilder.forest(Impurity.GINI).numTrees(80).maxBins(400).maxMemoryInMB(1).seed(3);
    GrownForest deep = TRAINER.train(rows, params.maxDepth(3).build());
    assertThat(deep.answers(1, 0)).isTrue();
    for (int depth = 1; deep.answers(depth, 0); depth++) {
      assertSame(
          deep.model(depth, 0, NEVER),
          TRAINER.train(rows, params.maxDepth(depth).build()).model(NEVER));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> deep.model(2, 0, NEVER))
        .withMessageStartingWith("maxDepth 2, minInfoGain 0.0: other trees");
  }

  @ParameterizedTest
  @CsvSource({"0, 0.02", "3, 0.1", "6, 0.3"})
  void a_tree_of_all_columns_answers_larger_gains_too(int depth, double gain)
      throws InterruptedException {
    for (int classes : new int[] {0, 2, 3}) {
      Impurity impurity = classes == 0 ? Impurity.VARIANCE : Impurity.ENTROPY;
      TreeParamsBuilder params = TreeParamsBuilder.tree(impurity).seed(3);
      TrainingRows rows = rows(classes);
      GrownForest deep = TRAINER.train(rows, params.maxDepth(6).build());
      TreeParams smaller = params.maxDepth(depth).minInfoGain(gain).build();
      assertSame(deep.model(depth, gain, NEVER), TRAINER.train(rows, smaller).model(NEVER));
    }
  }

  @Test
  void a_forest_of_drawn_columns_answers_no_other_gain() throws InterruptedException {
    TreeParams params = TreeParamsBuilder.forest(Impurity.GINI).seed(3).build();
    assertThat(TRAINER.train(rows(2), params).answers(5, 0.1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 50, 200})
  void a_request_to_end_is_noticed_wherever_it_comes(int asked) {
    AtomicInteger times = new AtomicInteger();
    StopRequest stop = () -> times.getAndIncrement() >= asked;
    TreeParams params = TreeParamsBuilder.forest(Impurity.GINI).seed(3).build();
    assertThatThrownBy(
            () -> new ForestTrainer(ScalaTreeOrder.SCALA_2_12, stop).train(rows(3), params))
        .isInstanceOf(InterruptedException.class);
    assertThat(times).hasValue(asked + 1);
  }

  @Test
  void an_interrupted_thread_ends_and_stays_interrupted() {
    Thread.currentThread().interrupt();
    TreeParams params = TreeParamsBuilder.forest(Impurity.GINI).seed(3).build();
    assertThatThrownBy(
            () ->
                new ForestTrainer(ScalaTreeOrder.SCALA_2_12, StopRequest.onInterrupt())
                    .train(rows(3), params))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "auto, 10",
    "all, 99",
    "SQRT, 10",
    "log2, 7",
    "onethird, 33",
    "0.1, 10",
    "3, 3",
    "100, 99",
    "1, 1",
    "1.0, 99"
  })
  void every_spelling_of_a_subset_has_its_number_of_columns(String strategy, int columns) {
    TreeParams params =
        TreeParamsBuilder.forest(Impurity.GINI).featureSubsetStrategy(strategy).build();
    assertThat(params.featuresPerNode(99)).isEqualTo(columns);
  }

  @Test
  void auto_is_a_third_in_regression_and_all_for_one_tree() {
    assertThat(TreeParamsBuilder.forest(Impurity.VARIANCE).build().featuresPerNode(10))
        .isEqualTo(4);
    assertThat(TreeParamsBuilder.forest(Impurity.GINI).numTrees(1).build().featuresPerNode(10))
        .isEqualTo(10);
  }

  @Test
  void more_categories_than_bins_are_refused_with_the_column() throws InterruptedException {
    TreeParams params = TreeParamsBuilder.tree(Impurity.GINI).maxBins(5).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TRAINER.train(rows(2), params))
        .withMessageStartingWith("maxBins: column 5 has 6 categories, more than the 5 bins");
  }

  @Test
  void a_value_outside_of_the_categories_is_refused_with_its_column() throws InterruptedException {
    TrainingRows rows =
        new TrainingRowsBuilder(
                RandomTable.ranked(new double[][] {{0, 1, 2}}, NEVER), new double[] {0, 1, 1}, 2)
            .arities(2)
            .build(NEVER);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TRAINER.train(rows, TreeParamsBuilder.tree(Impurity.GINI).build()))
        .withMessage("column 0: 2.0 is none of its 2 categories");
  }

  @Test
  void rows_that_contradict_themselves_are_refused() throws InterruptedException {
    RankedTable table = RandomTable.ranked(new double[][] {{1, 2, 3}}, NEVER);
    double[] labels = {0, 1, 2};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingRowsBuilder(table, labels, 2).build(NEVER))
        .withMessage("labels: row 2 has 2.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingRowsBuilder(table, labels, 3).weights(1, -1, 1).build(NEVER))
        .withMessage("weights: row 1 has -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingRowsBuilder(table, labels, 3).starts(0, 2).build(NEVER))
        .withMessageStartingWith("starts:");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RandomTable.ranked(new double[][] {{1, Double.NaN}}, NEVER))
        .withMessage("columns: column 0 holds NaN");
  }

  @Test
  void some_rows_of_a_table_train_as_a_table_of_them_does() throws InterruptedException {
    RandomTable table = new RandomTable(3, 300, ARITIES, 3, 1, Weights.NONE);
    int[] chosen = {5, 250, 17, 16, 15, 99, 98, 200, 201, 202, 203, 0, 299};
    double[][] columns = new double[ARITIES.length][chosen.length];
    double[] labels = new double[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      labels[i] = table.labels[chosen[i]];
      for (int column = 0; column < columns.length; column++) {
        columns[column][i] = table.columns[column][chosen[i]];
      }
    }
    TrainingRows few =
        new TrainingRowsBuilder(RandomTable.ranked(columns, NEVER), labels, 3)
            .arities(ARITIES)
            .build(NEVER);
    TrainingRows some =
        new TrainingRowsBuilder(table.ranks(), table.labels, 3)
            .rows(chosen)
            .arities(ARITIES)
            .build(NEVER);
    TreeParams params = TreeParamsBuilder.forest(Impurity.GINI).numTrees(5).seed(2).build();
    assertSame(TRAINER.train(some, params).model(NEVER), TRAINER.train(few, params).model(NEVER));
  }

  /** A chi-squared test with 30 degrees of freedom, of which 99.9 % are below 60. */
  @Test
  void a_random_threshold_is_any_boundary_of_the_bins_equally_often() throws InterruptedException {
    int roots = 3100;
    double[] column = new Random(5).doubles(400).toArray();
    double[] labels = new Random(6).doubles(400).toArray();
    Map<Double, Long> counts =
        TRAINER
            .train(
                new TrainingRowsBuilder(
                        RandomTable.ranked(new double[][] {column}, NEVER), labels, 0)
                    .build(NEVER),
                random(Impurity.VARIANCE).numTrees(roots).maxDepth(1).build())
            .model(NEVER)
            .trees()
            .stream()
            .collect(Collectors.groupingBy(tree -> tree.threshold(0), Collectors.counting()));
    assertThat(counts).hasSize(31);
    double expected = roots / 31.0;
    assertThat(counts.values().stream().mapToDouble(n -> (n - expected) * (n - expected)).sum())
        .isLessThan(60 * expected);
  }

  /** A draw that left all rows on one side would end a branch whose rows still differ. */
  @Test
  void random_splits_of_numbers_divide_the_rows_until_each_is_alone() throws InterruptedException {
    double[] column = new Random(5).doubles(25).toArray();
    TrainingRows rows =
        new TrainingRowsBuilder(RandomTable.ranked(new double[][] {column}, NEVER), column, 0)
            .build(NEVER);
    for (Tree tree : randomTrees(rows, Impurity.VARIANCE, 30)) {
      assertThat(tree.size()).isEqualTo(2 * column.length - 1);
    }
  }

  @Test
  void random_splits_of_unordered_categories_divide_the_rows_until_each_category_is_alone()
      throws InterruptedException {
    double[] column = IntStream.range(0, 20).mapToDouble(row -> row % 4).toArray();
    TrainingRows rows =
        new TrainingRowsBuilder(RandomTable.ranked(new double[][] {column}, NEVER), column, 4)
            .arities(new int[] {4})
            .build(NEVER);
    for (Tree tree : randomTrees(rows, Impurity.GINI, 30)) {
      assertThat(tree.size()).isEqualTo(2 * 4 - 1);
    }
  }

  @Test
  void random_splits_differ_by_tree_and_not_by_run() throws InterruptedException {
    List<Tree> trees = randomTrees(rows(2), Impurity.GINI, 8);
    assertThat(trees)
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(randomTrees(rows(2), Impurity.GINI, 8));
    assertThat(trees.get(0)).usingRecursiveComparison().isNotEqualTo(trees.get(1));
  }

  @Test
  void a_column_of_one_value_in_a_node_has_no_random_split() throws InterruptedException {
    RankedTable table = RandomTable.ranked(new double[][] {{1, 1, 2, 2, 2, 2}}, NEVER);
    double[] labels = {0, 0, 1, 1, 1, 0};
    Tree tree =
        TRAINER
            .train(
                new TrainingRowsBuilder(table, labels, 2).build(NEVER),
                random(Impurity.GINI).numTrees(1).build())
            .model(NEVER)
            .trees()
            .get(0);
    assertThat(tree.size()).isEqualTo(3);
    assertThat(tree.stats(tree.right(0))).containsExactly(1, 3);
  }

  private static List<Tree> randomTrees(TrainingRows rows, Impurity impurity, int depth)
      throws InterruptedException {
    return TRAINER
        .train(rows, random(impurity).numTrees(30).maxDepth(depth).seed(3).build())
        .model(NEVER)
        .trees();
  }

  /** Params of trees that try a random split of every column on all rows. */
  private static TreeParamsBuilder random(Impurity impurity) {
    return TreeParamsBuilder.forest(impurity)
        .bootstrap(false)
        .featureSubsetStrategy("all")
        .splitter(Splitter.RANDOM);
  }

  private static TrainingRows rows(int classes) throws InterruptedException {
    return new RandomTable(21, 400, ARITIES, classes, 4, Weights.NONE).rows();
  }

  @Test
  void distinct_values_of_a_long_column_are_those_of_its_parts() throws InterruptedException {
    double[] column = new Random(1).doubles(300_000).map(u -> Math.rint(u * 1e5) - 5e4).toArray();
    RankedTable table = RandomTable.ranked(new double[][] {column}, NEVER);
    assertThat(table.values(0)).isEqualTo(Arrays.stream(column).sorted().distinct().toArray());
    for (int row = 0; row < column.length; row += 997) {
      assertThat(table.values(0)[table.ranks(0).at(row)]).isEqualTo(column[row]);
    }
  }

  private static void assertSame(ForestModel ours, ForestModel other) {
    assertThat(ours.trees()).usingRecursiveFieldByFieldElementComparator().isEqualTo(other.trees());
  }
}
