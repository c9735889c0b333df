package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.ml.MapTables.exactArea;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.QuantileDiscretizer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With adaptive execution and ANSI's rules, and without both. */
final class SessionVariantsTest extends SparkTest {

  /** Spark's own sums differ in their last digits from run to run. */
  private static final double TOLERANCE = 1e-9;

  private static final StringIndexer INDEXER =
      new StringIndexer().setInputCol("word").setOutputCol("index");

  private static final QuantileDiscretizer PARTS =
      new QuantileDiscretizer().setInputCol("c").setOutputCol("part").setNumBuckets(3);

  private static final VectorAssembler ASSEMBLER =
      new VectorAssembler()
          .setInputCols(new String[] {"a", "b", "index", "part"})
          .setOutputCol("all");

  private static final LogisticRegression LEARNER =
      new LogisticRegression().setFeaturesCol("all").setMaxIter(3);

  private static final List<ParamMap> MAPS =
      List.of(new ParamGridBuilder().addGrid(PARTS.numBuckets(), new int[] {2, 3}).build());

  private static double[] scores(CrossValidator validator, Dataset<Row> rows) {
    validator.setEstimator(
        new Pipeline().setStages(new PipelineStage[] {INDEXER, PARTS, ASSEMBLER, LEARNER}));
    validator.setEvaluator(exactArea());
    validator.setEstimatorParamMaps(MAPS.toArray(ParamMap[]::new));
    validator.setNumFolds(2).setSeed(3);
    return validator.fit(rows).avgMetrics();
  }

  /** Groups of rows, so that what adaptive execution changes stands before the fit. */
  private static Dataset<Row> rows() {
    return MapTables.rows(160)
        .selectExpr("*", "concat('w', int(b * 3)) AS word")
        .dropDuplicates("a", "b", "c")
        .cache();
  }

  /** Runs something with both settings set to a value. */
  private static void with(boolean adaptive, boolean ansi, Runnable run) {
    Map<String, String> before = new LinkedHashMap<>();
    Map<String, Boolean> asked =
        Map.of("spark.sql.adaptive.enabled", adaptive, "spark.sql.ansi.enabled", ansi);
    asked.forEach(
        (key, value) -> {
          before.put(key, spark().conf().get(key));
          spark().conf().set(key, value);
        });
    try {
      run.run();
    } finally {
      before.forEach((key, value) -> spark().conf().set(key, value));
    }
  }

  @Test
  void a_tuner_scores_the_same_with_both_and_without() {
    Dataset<Row> rows = rows();
    List<double[]> scores = new ArrayList<>();
    for (boolean both : new boolean[] {true, false}) {
      with(both, both, () -> scores.add(scores(new Tuner(), rows)));
    }
    rows.unpersist();
    assertThat(scores.get(1)).containsExactly(scores.get(0), within(TOLERANCE));
  }

  @Tag("slow")
  @ParameterizedTest(name = "adaptive {0}, ANSI {1}")
  @CsvSource({"false, false", "true, true"})
  void a_tuner_scores_as_a_cross_validator(boolean adaptive, boolean ansi) {
    with(
        adaptive,
        ansi,
        () -> {
          Dataset<Row> rows = rows();
          assertThat(scores(new Tuner(), rows))
              .containsExactly(scores(new CrossValidator(), rows), within(TOLERANCE));
          rows.unpersist();
        });
  }
}
