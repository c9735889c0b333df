package org.espalier.train.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.RandomTable.Weights;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Forests and trees against MLlib's own fits of the same rows: node for node, bit for bit. */
final class ForestContractTest extends SparkTest {

  /** Continuous columns and categories, among them a single one and too many for subsets. */
  private static final int[] MIXED = {0, 0, 3, 0, 2, 0, 0, 9, 1, 0, 0, 4};

  private static final int[] CONTINUOUS = {0, 0, 0, 0, 0, 0};

  private static final int[] CATEGORIES = {3, 2, 5};

  private static final List<String> SUBSETS =
      List.of("auto", "all", "onethird", "sqrt", "log2", "0.4", "3", "1.0", "20");

  private static final StopRequest NEVER = RandomTable.NEVER;

  private static final ForestTrainer TRAINER =
      new ForestTrainer(MllibTrees.order(), StopRequest.onInterrupt());

  /** Training to compare; a single tree is fitted by MLlib's own learner of single trees. */
  record Case(String name, boolean single, RandomTable table, TreeParams params) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        forest(
            "two classes, more trees than four bits",
            new RandomTable(1, 300, MIXED, 2, 5, Weights.NONE),
            p -> p.numTrees(37).maxDepth(4)),
        forest(
            "unordered categories, entropy, whole weights",
            new RandomTable(3, 250, MIXED, 4, 4, Weights.WHOLE),
            p -> p.numTrees(3).featureSubsetStrategy("0.4"),
            Impurity.ENTROPY),
        forest(
            "rows drawn without replacement, all limits",
            new RandomTable(4, 300, MIXED, 2, 6, Weights.WHOLE),
            p ->
                p.numTrees(6)
                    .bootstrap(false)
                    .subsamplingRate(0.6)
                    .minInstancesPerNode(4)
                    .minWeightFractionPerNode(0.02)
                    .minInfoGain(0.005)
                    .featureSubsetStrategy("log2")
                    .maxBins(12)),
        tree(
            "a tree of categories alone",
            new RandomTable(5, 200, CATEGORIES, 3, 4, Weights.NONE),
            p -> p.maxDepth(6)),
        tree(
            "a tree, weights that are fractions",
            new RandomTable(6, 300, MIXED, 2, 4, Weights.FRACTIONS),
            p -> p.maxDepth(5)),
        tree(
            "gaps between the rows whose values are cut",
            new RandomTable(7, 30_000, CONTINUOUS, 2, 4, Weights.NONE),
            p -> p.maxDepth(3)),
        tree(
            "single draws of the rows whose values are cut",
            new RandomTable(8, 12_000, CONTINUOUS, 2, 4, Weights.NONE),
            p -> p.maxDepth(3)),
        tree(
            "three rows on four partitions",
            new RandomTable(9, 3, CONTINUOUS, 2, 4, Weights.NONE),
            p -> p),
        tree("depth 0", new RandomTable(10, 50, MIXED, 2, 4, Weights.NONE), p -> p.maxDepth(0)),
        forest(
            "regression",
            new RandomTable(11, 300, MIXED, 0, 4, Weights.NONE),
            p -> p.numTrees(6),
            Impurity.VARIANCE),
        new Case(
            "a regression tree, whole weights",
            true,
            new RandomTable(12, 300, MIXED, 0, 4, Weights.WHOLE),
            TreeParamsBuilder.tree(Impurity.VARIANCE)
                .seed(12)
                .maxDepth(6)
                .minInfoGain(0.5)
                .build()));
  }

  private static Case cut() {
    return forest(
        "groups that memory cuts short",
        new RandomTable(5, 400, new int[30], 2, 4, Weights.NONE),
        p -> p.numTrees(80).maxDepth(3).maxBins(400).maxMemoryInMB(1));
  }

  /** Of which the file has MLlib's trees. */
  static Stream<Case> recordedCases() {
    return Stream.concat(cases(), Stream.of(cut()));
  }

  static Stream<Case> manyCases() {
    return IntStream.range(0, 60).mapToObj(ForestContractTest::random);
  }

  @Test
  @Tag("slow")
  void groups_that_memory_cuts_short_are_mllibs() throws InterruptedException {
    Case cut = cut();
    assertThat(TRAINER.train(cut.table.rows(), cut.params).answers(1, 0)).isFalse();
    assertEqual(cut);
  }

  @ParameterizedTest
  @MethodSource("cases")
  @Tag("slow")
  void trees_are_mllibs(Case compared) throws InterruptedException {
    assertEqual(compared);
  }

  @ParameterizedTest
  @MethodSource("manyCases")
  @Tag("full")
  void trees_of_any_params_are_mllibs(Case compared) throws InterruptedException {
    assertEqual(compared);
  }

  private static void assertEqual(Case compared) throws InterruptedException {
    Dataset<Row> frame = MllibTrees.frame(compared.table, spark());
    ForestModel ours = trained(TRAINER, compared);
    Model<?> theirs = mllibs(compared, frame);
    MllibTrees.assertSame(ours.trees(), MllibTrees.roots(theirs));
    double[][] scores = scores(compared, ours);
    assertThat(scores).isDeepEqualTo(scores(compared, theirs, frame));
    if (compared.table.classes > 0) {
      List<Row> scored = theirs.transform(frame).select("probability").collectAsList();
      for (int row = 0; row < scores.length; row++) {
        assertThat(ForestModel.probabilities(scores[row]))
            .isEqualTo(scored.get(row).<Vector>getAs(0).toArray());
      }
    }
  }

  static ForestModel trained(ForestTrainer trainer, Case compared) throws InterruptedException {
    return trainer.train(compared.table.rows(), compared.params).model(NEVER);
  }

  /** MLlib's model of the same rows. */
  static Model<?> mllibs(Case compared, Dataset<Row> frame) {
    TreeParams params = compared.params;
    boolean weighted = compared.table.weighted;
    if (compared.table.classes == 0) {
      return compared.single
          ? MllibTrees.regressionTree(frame, params, weighted)
          : MllibTrees.regressionForest(frame, params, weighted);
    }
    return compared.single
        ? MllibTrees.tree(frame, params, weighted)
        : MllibTrees.forest(frame, params, weighted);
  }

  /** Of all rows the raw predictions, or of a regression the one row of its predictions. */
  static double[][] scores(Case compared, ForestModel ours) throws InterruptedException {
    ScoringRows rows = compared.table.scoring();
    if (compared.table.classes == 0) {
      return new double[][] {ours.means(rows, NEVER)};
    }
    return compared.single ? ours.weights(rows, NEVER) : ours.votes(rows, NEVER);
  }

  /** The same of a model of MLlib's. */
  static double[][] scores(Case compared, Model<?> theirs, Dataset<Row> frame) {
    if (compared.table.classes == 0) {
      return new double[][] {
        theirs.transform(frame).select("prediction").collectAsList().stream()
            .mapToDouble(row -> row.getDouble(0))
            .toArray()
      };
    }
    return theirs.transform(frame).select("rawPrediction").collectAsList().stream()
        .map(row -> row.<Vector>getAs(0).toArray())
        .toArray(double[][]::new);
  }

  private static Case forest(String name, RandomTable table, Settings settings) {
    return forest(name, table, settings, Impurity.GINI);
  }

  private static Case forest(String name, RandomTable table, Settings settings, Impurity impurity) {
    return new Case(
        name,
        false,
        table,
        settings.on(TreeParamsBuilder.forest(impurity).seed(name.hashCode())).build());
  }

  private static Case tree(String name, RandomTable table, Settings settings) {
    return new Case(
        name, true, table, settings.on(TreeParamsBuilder.tree(Impurity.GINI).seed(5)).build());
  }

  private static Case random(int seed) {
    Random random = new Random(seed);
    int classes = List.of(2, 2, 3, 5, 0).get(random.nextInt(5));
    boolean single = random.nextInt(3) == 0;
    int columns = 1 + random.nextInt(20);
    int[] arities = random.ints(columns, 0, 24).map(arity -> arity < 12 ? 0 : arity - 11).toArray();
    RandomTable table =
        new RandomTable(
            seed,
            20 + random.nextInt(400),
            arities,
            classes,
            4 + random.nextInt(3),
            classes == 0
                ? random.nextBoolean() ? Weights.NONE : Weights.WHOLE
                : List.of(Weights.NONE, Weights.WHOLE, Weights.FRACTIONS).get(random.nextInt(3)));
    Impurity impurity =
        classes == 0 ? Impurity.VARIANCE : random.nextBoolean() ? Impurity.GINI : Impurity.ENTROPY;
    TreeParamsBuilder params =
        (single ? TreeParamsBuilder.tree(impurity) : TreeParamsBuilder.forest(impurity))
            .seed(random.nextLong())
            .maxDepth(random.nextInt(7))
            .maxBins(12 + random.nextInt(random.nextBoolean() ? 30 : 300))
            .minInstancesPerNode(1 + random.nextInt(random.nextBoolean() ? 1 : 9))
            .minWeightFractionPerNode(
                random.nextBoolean() || classes == 0 ? 0 : random.nextDouble() / 20)
            .minInfoGain(random.nextBoolean() ? 0 : random.nextDouble() / 50);
    if (!single) {
      params
          .numTrees(1 + random.nextInt(random.nextBoolean() ? 6 : 70))
          .subsamplingRate(random.nextBoolean() ? 1 : 0.2 + random.nextDouble() * 0.8)
          .bootstrap(random.nextBoolean())
          .featureSubsetStrategy(SUBSETS.get(random.nextInt(SUBSETS.size())))
          .maxMemoryInMB(random.nextBoolean() ? 256 : 1);
    }
    TreeParams built = params.build();
    String name = "case " + seed + ", " + classes + " classes, " + built;
    return new Case(name, single, table, built);
  }

  /** Settings of one case. */
  @FunctionalInterface
  private interface Settings {
    TreeParamsBuilder on(TreeParamsBuilder params);
  }
}
