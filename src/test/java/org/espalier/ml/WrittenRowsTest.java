package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.testing.Footprint;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/** Rows that find no room in the cluster's storage are read from the checkpoint folder. */
final class WrittenRowsTest extends SparkTest {

  private static final SparkContext CONTEXT = spark().sparkContext();
  private static final double TOLERANCE = 1e-9;

  @TempDir private Path folder;
  private Footprint before;

  /** What is stored and what is written while a model is evaluated. */
  private record Seen(int stored, long written) {}

  private static final List<Seen> SEEN = Collections.synchronizedList(new ArrayList<>());

  /** Looks around, and is one that no pass of ours replaces. */
  private final class Looking extends Evaluator {
    private final Evaluator area = new BinaryClassificationEvaluator().setNumBins(0);

    @Override
    public double evaluate(Dataset<?> rows) {
      SEEN.add(new Seen(stored(), written(folder.toFile())));
      return area.evaluate(rows);
    }

    @Override
    public Evaluator copy(ParamMap extra) {
      return this;
    }

    @Override
    public String uid() {
      return "looking";
    }
  }

  @BeforeEach
  void look() {
    spark().range(1).count();
    before = Footprint.of(CONTEXT);
    SEEN.clear();
  }

  @AfterEach
  void no_folder_for_other_tests() {
    CONTEXT.checkpointDir_$eq(Option.empty());
  }

  /** Stored rows, but for those that a learner at work beside this thread keeps for itself. */
  private int stored() {
    return (int)
        new JavaSparkContext(CONTEXT)
            .getPersistentRDDs().values().stream()
                .filter(rdd -> !before.stored().contains(rdd.id()))
                .filter(rdd -> rdd.name() == null || !rdd.name().contains("training blocks"))
                .count();
  }

  /** Folders of written rows; others may be deleted meanwhile, whose list of files is null. */
  private static long written(File folder) {
    File[] inside = folder.listFiles();
    return (folder.getName().startsWith("rdd-") ? 1 : 0)
        + (inside == null ? 0 : Stream.of(inside).mapToLong(WrittenRowsTest::written).sum());
  }

  private static Dataset<Row> rows() {
    return spark()
        .range(0, 200, 1, 4)
        .selectExpr("CAST(id % 3 = 0 AS DOUBLE) AS label", "id * 0.5D AS a", "sin(id * 7) AS b");
  }

  private final StandardScaler scaler =
      new StandardScaler().setInputCol("raw").setOutputCol("features");

  private Pipeline behindScaler(PipelineStage learner) {
    VectorAssembler assembler =
        new VectorAssembler().setInputCols(new String[] {"a", "b"}).setOutputCol("raw");
    return new Pipeline().setStages(new PipelineStage[] {assembler, scaler, learner});
  }

  private <V extends CrossValidator> V configured(V validator, Pipeline pipeline, ParamMap[] maps) {
    validator.setEstimator(pipeline);
    validator.setEvaluator(new Looking());
    validator.setEstimatorParamMaps(maps);
    validator.setNumFolds(2);
    validator.setSeed(5);
    return validator;
  }

  private double[] sparks(Pipeline pipeline, ParamMap[] maps) {
    double[] metrics = configured(new CrossValidator(), pipeline, maps).fit(rows()).avgMetrics();
    SEEN.clear();
    return metrics;
  }

  private Tuner withoutStorage() {
    LogisticRegression learner = new LogisticRegression().setMaxIter(1);
    Pipeline pipeline = behindScaler(learner);
    ParamMap[] maps =
        new ParamGridBuilder().addGrid(learner.regParam(), new double[] {0, 0.1}).build();
    return configured(new Tuner(), pipeline, maps).setMaxStorage("none");
  }

  @Tag("slow")
  @Test
  void with_no_storage_and_with_a_folder_the_scores_are_those_of_spark() {
    Tuner tuner = withoutStorage();
    double[] sparks = sparks((Pipeline) tuner.getEstimator(), tuner.getEstimatorParamMaps());
    assertThat(tuner.fit(rows()).avgMetrics()).containsExactly(sparks, within(TOLERANCE));
    CONTEXT.setCheckpointDir(folder.toString());
    assertThat(tuner.fit(rows()).avgMetrics()).containsExactly(sparks, within(TOLERANCE));
  }

  @Test
  void
      with_no_storage_the_rows_alone_are_cached_and_with_a_folder_nothing_is_and_it_is_empty_after_it()
          throws Exception {
    Tuner tuner = withoutStorage();
    double[] cached = tuner.fit(rows()).avgMetrics();
    assertThat(SEEN).as("without a folder").hasSize(4).containsOnly(new Seen(1, 0));
    SEEN.clear();
    CONTEXT.setCheckpointDir(folder.toString());
    assertThat(tuner.fit(rows()).avgMetrics()).containsExactly(cached, within(TOLERANCE));
    assertThat(SEEN).hasSize(4).allMatch(seen -> seen.stored() == 0, "nothing is cached");
    assertThat(SEEN)
        .as("the rows, and a fold's two parts behind the scaler")
        .allMatch(seen -> seen.written() >= 3);
    assertThat(written(folder.toFile())).isZero();
    assertThat(before.left(CONTEXT)).isEmpty();
  }

  /** Rows of a fold, or some of them, by partition: what a learner draws its samples from. */
  private static List<List<List<Row>>> parts(Tuner tuner) {
    try (FoldedTable rows = FoldCut.stored(rows(), tuner)) {
      return Stream.of(20L, 70L, FoldPart.ALL)
          .map(most -> rows.parts().training(new FoldPart(1, most, FoldPart.ALL)))
          .map(part -> part.javaRDD().glom().collect())
          .toList();
    }
  }

  @Test
  void written_rows_are_in_the_partitions_in_which_they_would_be_stored_or_computed()
      throws Exception {
    Tuner tuner = new Tuner().setScheduler("halving").setMaxStorage("64 MiB");
    List<List<List<Row>>> stored = parts(tuner);
    assertThat(parts(tuner.setMaxStorage("none"))).isEqualTo(stored);
    CONTEXT.setCheckpointDir(folder.toString());
    assertThat(parts(tuner)).isEqualTo(stored);
    assertThat(written(folder.toFile())).isZero();
    assertThat(before.left(CONTEXT)).isEmpty();
  }

  @Tag("slow")
  @Test
  void a_forest_draws_the_same_samples_of_written_rows() {
    RandomForestClassifier forest =
        new RandomForestClassifier().setNumTrees(4).setMaxDepth(2).setSeed(3);
    Pipeline pipeline = behindScaler(forest);
    ParamMap[] maps = new ParamGridBuilder().addGrid(scaler.withMean()).build();
    double[] sparks = sparks(pipeline, maps);
    CONTEXT.setCheckpointDir(folder.toString());
    assertThat(
            configured(new Tuner(), pipeline, maps).setMaxStorage("none").fit(rows()).avgMetrics())
        .containsExactly(sparks, within(TOLERANCE));
    assertThat(written(folder.toFile())).isZero();
  }

  @Tag("slow")
  @Test
  void a_forest_draws_the_same_samples_of_fewer_rows_wherever_these_are() throws Exception {
    RandomForestClassifier forest = new RandomForestClassifier().setNumTrees(4).setSeed(3);
    ParamMap[] maps = new ParamGridBuilder().addGrid(forest.maxDepth(), new int[] {1, 3}).build();
    Pipeline pipeline = behindScaler(forest);
    List<Double> stored = halved(pipeline, maps, "64 MiB");
    List<Double> computed = halved(pipeline, maps, "none");
    CONTEXT.setCheckpointDir(folder.toString());
    SEEN.clear();
    List<Double> written = halved(pipeline, maps, "none");
    assertThat(SEEN).allMatch(seen -> seen.stored() == 0, "nothing is cached");
    assertThat(stored).hasSize(2).isEqualTo(computed).isEqualTo(written);
    assertThat(written(folder.toFile())).isZero();
    assertThat(before.left(CONTEXT)).isEmpty();
  }

  /** What each map was told, on the rung that it came to. */
  private List<Double> halved(Pipeline pipeline, ParamMap[] maps, String storage) {
    Tuner tuner = configured(new Tuner(), pipeline, maps).setMaxStorage(storage);
    tuner.setScheduler("halving").setMinResource(50).setEta(2);
    tuner.setParallelism(1); // a forest caches its own rows beside whoever looks
    return tuner.fit(rows()).study().trials().stream()
        .map(trial -> trial.evaluation().loss().orElseThrow())
        .toList();
  }
}
