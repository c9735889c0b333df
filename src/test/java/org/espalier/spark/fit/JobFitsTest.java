package org.espalier.spark.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tree.DecisionTreeModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.spark.pipeline.LayeredPerceptron;
import org.espalier.study.Seed;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Models of fits by jobs that cells share, against those of their own fits. */
final class JobFitsTest extends SparkTest {

  private static final String ROWS = "the rows";

  private static Dataset<Row> rows;

  @BeforeAll
  static void make_rows() {
    var random = new Seed(3).random();
    List<Row> table = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      double a = random.nextDouble();
      double b = random.nextDouble();
      double c = Math.floor(5 * random.nextDouble());
      double noise = random.nextDouble() - 0.5;
      double label = Math.sin(6 * a) + b * c / 3 + noise > 0.6 ? 1 : 0;
      table.add(RowFactory.create(label, 3 * a - b * c + noise, a, b, c));
    }
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("target", DataTypes.DoubleType)
            .add("a", DataTypes.DoubleType)
            .add("b", DataTypes.DoubleType)
            .add("c", DataTypes.DoubleType);
    rows =
        new VectorAssembler()
            .setInputCols(new String[] {"a", "b", "c"})
            .setOutputCol("features")
            .transform(spark().createDataFrame(table, schema).repartition(3))
            .cache();
    rows.count();
  }

  @AfterAll
  static void free_rows() {
    rows.unpersist(true);
  }

  private static List<? extends Estimator<?>> variants(Estimator<?> stage, ParamMap... maps) {
    List<Estimator<?>> variants = new ArrayList<>();
    for (ParamMap map : maps) {
      variants.add(stage.copy(map));
    }
    return variants;
  }

  @Test
  void fits_that_differ_in_a_param_that_they_read_are_not_shared() {
    DecisionTreeClassifier tree = new DecisionTreeClassifier();
    List<? extends Estimator<?>> stages =
        variants(
            tree,
            new ParamMap().put(tree.maxDepth().w(2)),
            new ParamMap().put(tree.maxDepth().w(1)));
    JobFits fits = new JobFits(() -> {});
    stages.forEach(stage -> fits.announce(ROWS, stage));
    for (Estimator<?> stage : stages) {
      Model<?> own = (Model<?>) stage.fit(rows);
      assertThat(((DecisionTreeModel) fits.fit(ROWS, stage, () -> rows)).toDebugString())
          .isEqualTo(((DecisionTreeModel) own).toDebugString());
    }
    stages.forEach(stage -> fits.release(ROWS, stage));
  }

  @Test
  @Tag(Sample.TAG)
  void thresholds_need_no_fit_and_are_those_asked_for() {
    LogisticRegression logistic = new LogisticRegression().setMaxIter(3);
    assertOneFit(
        logistic,
        new ParamMap().put(logistic.threshold().w(0.2)),
        new ParamMap().put(logistic.thresholds().w(new double[] {0.3, 0.7})),
        ParamMap.empty());
  }

  @Test
  @Tag(Sample.TAG)
  void thresholds_of_a_perceptron_need_no_fit() {
    LayeredPerceptron net = new LayeredPerceptron();
    net.setMaxIter(2).setSeed(1);
    assertOneFit(
        net, new ParamMap().put(net.thresholds().w(new double[] {0.3, 0.7})), ParamMap.empty());
    assertThat(net.isSet(net.layers())).as("a fit leaves params as they are").isFalse();
  }

  private static void assertOneFit(Estimator<?> learner, ParamMap... maps) {
    List<? extends Estimator<?>> stages = variants(learner, maps);
    Set<Estimator<?>> compared = Sample.rows(stages).collect(Collectors.<Estimator<?>>toSet());
    JobFits fits = new JobFits(() -> {});
    stages.forEach(stage -> fits.announce(ROWS, stage));
    AtomicInteger read = new AtomicInteger(); // once by each fit
    Supplier<Dataset<?>> counted =
        () -> {
          read.incrementAndGet();
          return rows;
        };
    for (Estimator<?> stage : stages) {
      Model<?> shared = fits.fit(ROWS, stage, counted);
      assertThat(read).as("the first fit answers all").hasValue(1);
      if (!compared.contains(stage)) {
        continue;
      }
      Model<?> own = (Model<?>) stage.fit(rows);
      assertThat(params(shared)).isEqualTo(params(own));
      assertThat(shared.transform(rows).select("prediction").collectAsList())
          .isEqualTo(own.transform(rows).select("prediction").collectAsList());
    }
    stages.forEach(stage -> fits.release(ROWS, stage));
    assertThat(fits.isEmpty()).isTrue();
  }

  /** Params of a model; of the layers, which each fit makes anew, only that there are some. */
  private static String params(Model<?> model) {
    return model.extractParamMap().toString().replaceAll("\\[I@\\w+", "layers");
  }

  @Test
  void what_others_fitted_is_forgotten_with_the_last_of_them() {
    LogisticRegression logistic = new LogisticRegression().setMaxIter(1);
    List<? extends Estimator<?>> stages =
        variants(logistic, new ParamMap().put(logistic.threshold().w(0.2)), ParamMap.empty());
    JobFits fits = new JobFits(() -> {});
    stages.forEach(stage -> fits.announce(ROWS, stage));
    fits.fit(ROWS, stages.get(0), () -> rows);
    assertThat(fits.isEmpty()).isFalse();
    stages.forEach(stage -> fits.release(ROWS, stage));
    assertThat(fits.isEmpty()).isTrue();
  }
}
