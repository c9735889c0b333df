package org.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.ml.Tuner;
import org.espalier.ml.TunerModel;
import org.espalier.testing.ClusterProgram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.reflect.ClassTag$;

/** Values under Spark's Kryo, and studies on executors that are reached by it. */
final class JavaSerializedTest {

  @TempDir private static Path folder;

  private record Scores(List<Double> folds, Map<String, Double> byMetric) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  @DefaultSerializer(JavaSerializer.class)
  private record Marked(Scores scores, List<Integer> places) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  private static final Scores SCORES = new Scores(List.of(0.5, 0.75), Map.of("auc", 0.625));

  private static Object carried(Object value) {
    SerializerInstance kryo = new KryoSerializer(new SparkConf()).newInstance();
    ClassLoader loader = JavaSerializedTest.class.getClassLoader();
    return kryo.deserialize(
        kryo.serialize(value, ClassTag$.MODULE$.apply(Object.class)),
        loader,
        ClassTag$.MODULE$.apply(Object.class));
  }

  @Test
  void kryo_refuses_a_record_by_itself() {
    assertThatThrownBy(() -> carried(SCORES)).hasStackTraceContaining("record class");
  }

  @Test
  void kryo_carries_a_record_in_its_java_form() {
    assertThat(carried(new JavaSerialized<>(SCORES))).isEqualTo(new JavaSerialized<>(SCORES));
  }

  @Test
  void kryo_carries_a_record_that_names_its_serialiser() {
    Marked marked = new Marked(SCORES, List.of(3, 1));
    assertThat(carried(marked)).isEqualTo(marked);
  }

  @Test
  void kryo_carries_many_in_one_array() {
    Object[] all = {new JavaSerialized<>(SCORES), null, new JavaSerialized<>(List.of(1, 2))};
    assertThat((Object[]) carried(all)).containsExactly(all);
  }

  @Test
  @Tag("slow")
  void metrics_under_kryo_are_the_same_however_candidates_are_trained() throws Exception {
    ClusterProgram program = ClusterProgram.run(JavaSerializedTest.class, folder);
    for (String learner : List.of("logistic", "forest", "boosted")) {
      List<String> told = program.lines(learner);
      assertThat(told).as(program.printed()).hasSize(3);
      assertThat(told.get(0)).contains("[task]");
      assertThat(told.get(1)).contains("[distributed]");
      assertThat(told.get(2)).contains("[spark]");
      assertThat(told.stream().map(line -> line.substring(line.indexOf("] ["))))
          .containsOnly(told.get(0).substring(told.get(0).indexOf("] [")));
    }
  }

  /** Prints trainers and metrics, to nine digits, of candidates that are trained in each way. */
  private static void tell(String name, PipelineStage learner, ParamMap[] maps, Dataset<Row> rows) {
    for (String training : List.of("tasks", "distributed", "jobs")) {
      Tuner tuner = new Tuner();
      tuner.setEvaluator(new BinaryClassificationEvaluator().setNumBins(0));
      tuner.setNumFolds(3).setSeed(5);
      tuner.setEstimator((org.apache.spark.ml.Estimator<?>) learner);
      tuner.setEstimatorParamMaps(maps);
      tuner.setTraining(training);
      TunerModel model = tuner.fit(rows);
      System.out.printf(
          "%s: %s %s%n",
          name,
          model.study().cells().stream().map(cell -> cell.trained().trainer()).distinct().toList(),
          Arrays.stream(model.avgMetrics()).mapToObj("%.9f"::formatted).toList());
    }
  }

  /** The program on a cluster. */
  public static void main(String[] args) {
    SparkSession spark =
        SparkSession.builder()
            .master("local-cluster[1,2,1024]")
            .appName("under Kryo")
            .config("spark.serializer", KryoSerializer.class.getName())
            .config("spark.ui.enabled", false)
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .getOrCreate();
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(new String[] {"a", "b"})
            .setOutputCol("features")
            .transform(
                spark
                    .range(0, 800, 1, 4)
                    .selectExpr(
                        "CAST((id * id + id % 5) % 2 AS DOUBLE) AS label",
                        "(id * 37) % 101 AS a", "(id * id) % 13 AS b"))
            .cache();
    LogisticRegression logistic = new LogisticRegression().setMaxIter(5);
    ParamGridBuilder grid = new ParamGridBuilder();
    tell(
        "logistic",
        logistic,
        grid.addGrid(logistic.regParam(), new double[] {0.01, 1}).build(),
        rows);
    RandomForestClassifier forest = new RandomForestClassifier().setNumTrees(5).setSeed(1);
    ParamMap[] depths = new ParamGridBuilder().addGrid(forest.maxDepth(), new int[] {2, 4}).build();
    tell("forest", forest, depths, rows);
    GBTClassifier boosted = new GBTClassifier().setMaxIter(3).setSeed(1);
    ParamMap[] steps =
        new ParamGridBuilder().addGrid(boosted.stepSize(), new double[] {0.1, 0.3}).build();
    tell("boosted", boosted, steps, rows);
    spark.stop();
  }
}
