package org.espalier.train.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.RandomTable.Weights;
import org.espalier.train.tree.TreeParams.Splitter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forests on rows in parts against those on the same rows in arrays, bit for bit. */
final class ForestGrowthTest {

  private static final int[] MIXED = {0, 0, 3, 0, 2, 0, 0, 9, 1, 0, 0, 4};

  private static final List<String> SUBSETS =
      List.of("auto", "all", "onethird", "sqrt", "log2", "0.4", "3", "1.0", "20");

  private static final StopRequest NEVER = RandomTable.NEVER;

  private static final ForestTrainer TRAINER = new ForestTrainer(ScalaTreeOrder.SCALA_2_13, NEVER);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void forests_of_any_params_are_those_of_one_task(int block) throws InterruptedException {
    for (int seed = block * 30; seed < block * 30 + 30; seed++) {
      assertEqual(seed);
    }
  }

  private static void assertEqual(int seed) throws InterruptedException {
    Random random = new Random(seed);
    int classes = List.of(2, 2, 3, 5, 0).get(random.nextInt(5));
    RandomTable table =
        new RandomTable(
            seed,
            20 + random.nextInt(400),
            arities(random),
            classes,
            1 + random.nextInt(6),
            random.nextBoolean() ? Weights.NONE : Weights.WHOLE);
    int maxBins = 12 + random.nextInt(random.nextBoolean() ? 30 : 300);
    long coded = random.nextLong();
    int folds = 1 + random.nextInt(3);
    DistributedRows rows =
        new DistributedRows(table, folds, maxBins, coded, 1 + random.nextInt(100));
    List<TreeParams> params = new ArrayList<>();
    List<Integer> ofFolds = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      params.add(params(random, classes).maxBins(maxBins).seed(coded).build());
      ofFolds.add(random.nextInt(folds + 1) - 1);
    }
    List<GrownForest> grown = rows.grow(params, ofFolds, 1 + random.nextInt(40));
    for (int i = 0; i < params.size(); i++) {
      String name = "case %d of %d, fold %d: %s".formatted(i, seed, ofFolds.get(i), params.get(i));
      ForestModel ours = grown.get(i).model(NEVER);
      ForestModel theirs = TRAINER.train(rows.training(ofFolds.get(i)), params.get(i)).model(NEVER);
      assertThat(ours.trees())
          .as(name)
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(theirs.trees());
      int fold = Math.max(0, ofFolds.get(i));
      assertThat(rows.predictions(ours, fold).toArray(double[][]::new))
          .as(name)
          .isDeepEqualTo(
              DistributedRows.predictions(
                      theirs, new ScoringRows(table.ranks(), rows.validating(fold), NEVER))
                  .toArray(double[][]::new));
    }
  }

  private static int[] arities(Random random) {
    return random
        .ints(1 + random.nextInt(12), 0, 24)
        .map(arity -> arity < 12 ? 0 : arity - 11)
        .toArray();
  }

  private static TreeParamsBuilder params(Random random, int classes) {
    boolean single = random.nextInt(3) == 0;
    Impurity impurity =
        classes == 0 ? Impurity.VARIANCE : random.nextBoolean() ? Impurity.GINI : Impurity.ENTROPY;
    TreeParamsBuilder params =
        (single ? TreeParamsBuilder.tree(impurity) : TreeParamsBuilder.forest(impurity))
            .maxDepth(random.nextInt(7))
            .splitter(random.nextInt(3) == 0 ? Splitter.RANDOM : Splitter.BEST)
            .minInstancesPerNode(1 + random.nextInt(random.nextBoolean() ? 1 : 9))
            .minWeightFractionPerNode(random.nextBoolean() ? 0 : random.nextDouble() / 20)
            .minInfoGain(random.nextBoolean() ? 0 : random.nextDouble() / 50);
    if (!single) {
      params
          .numTrees(1 + random.nextInt(random.nextBoolean() ? 6 : 20))
          .subsamplingRate(random.nextBoolean() ? 1 : 0.2 + random.nextDouble() * 0.8)
          .bootstrap(random.nextBoolean())
          .featureSubsetStrategy(SUBSETS.get(random.nextInt(SUBSETS.size())))
          .maxMemoryInMB(random.nextBoolean() ? 256 : 1);
    }
    return params;
  }

  @Test
  void labels_and_weights_that_are_fractions_are_summed_by_part() throws InterruptedException {
    RandomTable table = new RandomTable(3, 300, new int[8], 0, 4, Weights.FRACTIONS);
    Random random = new Random(1);
    for (int row = 0; row < table.labels.length; row++) {
      table.labels[row] += random.nextDouble();
    }
    DistributedRows rows = new DistributedRows(table, 3, 32, 5, 17);
    TreeParams params = TreeParamsBuilder.forest(Impurity.VARIANCE).numTrees(5).seed(5).build();
    assertSame(
        rows.grow(List.of(params), List.of(1), 100).get(0),
        TRAINER.train(rows.training(1), params));
  }

  @Test
  void cut_points_are_those_of_a_sample_of_the_rows() throws InterruptedException {
    RandomTable table = new RandomTable(7, 30_000, new int[5], 2, 3, Weights.NONE);
    DistributedRows rows = new DistributedRows(table, 2, 32, 5, 4000);
    TreeParams params = TreeParamsBuilder.tree(Impurity.GINI).seed(5).build();
    for (int fold : new int[] {-1, 0, 1}) {
      assertSame(
          rows.grow(List.of(params), List.of(fold), 100).get(0),
          TRAINER.train(rows.training(fold), params));
    }
  }

  @Test
  void groups_that_memory_cuts_short_are_the_same() throws InterruptedException {
    RandomTable table = new RandomTable(5, 400, new int[30], 2, 4, Weights.NONE);
    TreeParams params =
        TreeParamsBuilder.forest(Impurity.GINI)
            .numTrees(80)
            .maxDepth(3)
            .maxBins(400)
            .maxMemoryInMB(1)
            .seed(3)
            .build();
    DistributedRows rows = new DistributedRows(table, 2, 400, 3, 50);
    GrownForest ours = rows.grow(List.of(params), List.of(0), 33).get(0);
    GrownForest theirs = TRAINER.train(rows.training(0), params);
    assertSame(ours, theirs);
    assertThat(ours.containedDepth()).isEqualTo(theirs.containedDepth()).isLessThan(3);
  }

  @Test
  void rows_of_one_class_or_none_grow_no_tree() throws InterruptedException {
    RandomTable table = new RandomTable(4, 60, MIXED, 2, 3, Weights.NONE);
    Arrays.fill(table.labels, 1);
    DistributedRows rows = new DistributedRows(table, 2, 32, 5, 9);
    TreeParams params = TreeParamsBuilder.forest(Impurity.GINI).numTrees(3).seed(5).build();
    GrownForest grown = rows.grow(List.of(params), List.of(0), 9).get(0);
    assertSame(grown, TRAINER.train(rows.training(0), params));
    assertThat(grown.model(NEVER).trees()).allMatch(tree -> tree.size() == 1);
  }

  @Test
  void a_forest_does_not_depend_on_the_others() throws InterruptedException {
    RandomTable table = new RandomTable(4, 300, MIXED, 3, 3, Weights.WHOLE);
    DistributedRows rows = new DistributedRows(table, 2, 32, 5, 40);
    TreeParamsBuilder forest = TreeParamsBuilder.forest(Impurity.GINI).numTrees(4).seed(5);
    TreeParams one = forest.maxDepth(4).build();
    TreeParams other = forest.maxDepth(6).bootstrap(false).subsamplingRate(0.5).build();
    List<GrownForest> both = rows.grow(List.of(other, one, one), List.of(1, 0, -1), 7);
    assertSame(both.get(1), rows.grow(List.of(one), List.of(0), 100).get(0));
  }

  @Test
  void more_categories_than_bins_are_refused() {
    RandomTable table = new RandomTable(4, 60, MIXED, 2, 3, Weights.NONE);
    DistributedRows rows = new DistributedRows(table, 2, 5, 5, 9);
    TreeParams params = TreeParamsBuilder.forest(Impurity.GINI).maxBins(5).seed(5).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rows.grow(List.of(params), List.of(0), 9))
        .withMessageStartingWith("maxBins: column 7 has 9 categories");
  }

  @Test
  void bags_are_drawn_in_the_order_of_rows() throws InterruptedException {
    RandomTable table = new RandomTable(4, 60, MIXED, 2, 1, Weights.NONE);
    DistributedRows rows = new DistributedRows(table, 2, 32, 5, 9);
    DrawnBags bags = new DrawnBags(0, NEVER);
    BagDraw draw = new BagDraw(0, 1, 3, new TreeParams.Bags(1, true));
    CodedRows chunk = rows.chunk();
    assertThat(bags.counts(draw, 0, chunk))
        .isSameAs(bags.counts(draw, 0, chunk))
        .hasDimensions(3, 9);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bags.counts(draw, 2, chunk))
        .withMessage("Bags are drawn in the order of rows: 2 after 0.");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void boosted_trees_are_those_of_one_task(boolean isClassifier) throws InterruptedException {
    BoostedTrainer.Loss loss =
        isClassifier ? BoostedTrainer.Loss.LOGISTIC : BoostedTrainer.Loss.ABSOLUTE;
    RandomTable table = new RandomTable(31, 300, new int[] {0, 0, 3, 0, 9}, 0, 4, Weights.NONE);
    Arrays.setAll(table.labels, row -> isClassifier ? row % 3 % 2 : table.labels[row]);
    DistributedRows rows = new DistributedRows(table, 2, 32, 5, 40);
    TreeParams params =
        TreeParamsBuilder.tree(Impurity.VARIANCE)
            .maxDepth(3)
            .subsamplingRate(0.7)
            .featureSubsetStrategy("0.5")
            .seed(5)
            .build();
    List<BoostedGrowth> growths = new ArrayList<>();
    for (int fold : new int[] {-1, 1}) {
      Boosting boosting = new Boosting(fold, params, loss, 0.3);
      growths.add(new BoostedGrowth(rows.coding, boosting, 4, ScalaTreeOrder.SCALA_2_13, NEVER));
    }
    rows.run(growths, 3, KeptMargins.none());
    for (int i = 0; i < growths.size(); i++) {
      TrainingRows training = rows.training(i == 0 ? -1 : 1);
      BoostedModel theirs =
          new BoostedTrainer(ScalaTreeOrder.SCALA_2_13, NEVER)
              .train(new Binning(training, 32, 5, NEVER), params, loss, 4, 0.3);
      assertThat(growths.get(i).model().trees())
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(theirs.trees());
    }
  }

  @Test
  void many_categories_are_split_as_few_are() throws InterruptedException {
    RandomTable table = new RandomTable(8, 900, new int[] {100, 0, 70, 3}, 2, 3, Weights.NONE);
    DistributedRows rows = new DistributedRows(table, 2, 128, 5, 100);
    TreeParams params =
        TreeParamsBuilder.tree(Impurity.GINI).maxBins(128).maxDepth(6).seed(5).build();
    GrownForest ours = rows.grow(List.of(params), List.of(1), 9).get(0);
    assertSame(ours, TRAINER.train(rows.training(1), params));
    assertThat(ours.model(NEVER).trees().get(0).size()).isGreaterThan(9);
  }

  @Test
  void margins_that_are_lost_are_added_again() throws InterruptedException {
    RandomTable table = new RandomTable(31, 200, new int[] {0, 0, 3}, 0, 1, Weights.NONE);
    DistributedRows rows = new DistributedRows(table, 2, 32, 5, 40);
    assertThat(boosted(rows, new ForgetfulMargins()).trees())
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(boosted(rows, KeptMargins.none()).trees());
  }

  private static BoostedModel boosted(DistributedRows rows, KeptMargins margins)
      throws InterruptedException {
    TreeParams params = TreeParamsBuilder.tree(Impurity.VARIANCE).maxDepth(3).seed(5).build();
    Boosting boosting = new Boosting(1, params, BoostedTrainer.Loss.SQUARED, 0.3);
    BoostedGrowth growth =
        new BoostedGrowth(rows.coding, boosting, 5, ScalaTreeOrder.SCALA_2_13, NEVER);
    rows.run(List.of(growth), 3, margins);
    return growth.model();
  }

  /** Margins of which some are gone when they are asked for. */
  private static final class ForgetfulMargins implements KeptMargins {

    private final Map<Integer, Margins> kept = new HashMap<>();
    private int asked = 0;

    @Override
    public Margins margins(Boosting boosting, int at) {
      return asked++ % 3 == 0 ? NONE : kept.getOrDefault(at, NONE);
    }

    @Override
    public void keep(Boosting boosting, int at, Margins margins) {
      kept.put(at, margins);
    }
  }

  private static void assertSame(GrownForest ours, GrownForest theirs) throws InterruptedException {
    assertThat(ours.model(NEVER).trees())
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(theirs.model(NEVER).trees());
  }
}
