package org.espalier.spark.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.ml.tree.DecisionTreeModel;
import org.apache.spark.ml.tree.TreeEnsembleModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.espalier.spark.collected.CellRows;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Seed;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fits of all learners inside tasks beside MLlib's own, on rows that are hard to learn from. */
@Tag("full")
final class OddRowsTest extends SparkTest {

  /** Predictions of linear models differ by this share of the largest between partitionings. */
  private static final double SHARE = 1e-3;

  /** Features of a row, its label and its weight, by its number. */
  private record Odd(String name, int rows, int columns, Columns features, int classes) {

    private interface Columns {
      Vector of(RandomGenerator random, int row);
    }

    @Override
    public String toString() {
      return name;
    }

    Dataset<Row> frame() {
      RandomGenerator random = new Seed(name.hashCode()).random();
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < this.rows; i++) {
        Vector features = this.features.of(random, i);
        double sum = random.nextGaussian();
        for (int j = 0; j < Math.min(3, columns); j++) {
          sum += Math.signum(features.apply(j) - 0.5) * (1 - j / 2.0);
        }
        double label =
            classes == 0
                ? Math.rint(8 * sum)
                : Math.floorMod((int) Math.floor(sum), Math.max(1, classes));
        rows.add(RowFactory.create(features, label, i % 3 == 1 ? 0.0 : 1.0 + i % 2));
      }
      StructType schema =
          new StructType()
              .add("features", new VectorUDT(), false, attributes())
              .add("label", DataTypes.DoubleType)
              .add("weight", DataTypes.DoubleType);
      return spark().createDataFrame(rows, schema).repartition(4).cache();
    }

    private Metadata attributes() {
      if (!name.contains("categories")) {
        return Metadata.empty();
      }
      Attribute[] attributes = new Attribute[columns];
      for (int j = 0; j < columns; j++) {
        attributes[j] =
            j == 0
                ? NominalAttribute.defaultAttr().withNumValues(300)
                : NumericAttribute.defaultAttr();
      }
      return new AttributeGroup("features", attributes).toMetadata();
    }
  }

  private static Odd dense(String name, int rows, int classes, Odd.Columns features) {
    return new Odd(name, rows, features.of(new Seed(1).random(), 0).size(), features, classes);
  }

  static List<Odd> tables() {
    Odd.Columns four =
        (random, row) ->
            Vectors.dense(
                random.nextInt(2), random.nextDouble(), 5, row % 9 == 0 ? random.nextDouble() : 0);
    Odd.Columns scales =
        (random, row) -> {
          double[] x = new double[9];
          for (int j = 0; j < x.length; j++) {
            x[j] = Math.pow(10, 2 * j - 8) * (random.nextGaussian() + j);
          }
          return Vectors.dense(x);
        };
    Odd.Columns categories =
        (random, row) ->
            Vectors.dense(random.nextInt(300), random.nextDouble(), random.nextGaussian());
    Odd.Columns collinear =
        (random, row) -> {
          double[] x = new double[8];
          x[random.nextInt(3)] = 1;
          x[3 + random.nextInt(4)] = 1;
          x[7] = x[0] + 2 * x[4];
          return Vectors.dense(x);
        };
    Odd.Columns wide =
        (random, row) -> {
          int[] at = random.ints(12, 0, 10_000).distinct().sorted().toArray();
          return Vectors.sparse(10_000, at, IntStream.of(at).mapToDouble(i -> 1 + i % 3).toArray());
        };
    Odd.Columns negativeZeros =
        (random, row) -> Vectors.dense(row % 2 == 0 ? -0.0 : 0.0, random.nextInt(3) - 1, -0.0);
    List<Odd> tables = new ArrayList<>();
    for (int classes : new int[] {2, 3, 0}) {
      String of = classes == 0 ? "numbers" : classes + " classes";
      tables.add(dense("constant and rare columns, " + of, 150, classes, four));
      tables.add(dense("scales 1e-8 to 1e8, " + of, 150, classes, scales));
      tables.add(dense("300 categories, " + of, 700, classes, categories));
      tables.add(dense("collinear one-hot columns, " + of, 150, classes, collinear));
      tables.add(dense("10,000 sparse columns, " + of, 120, classes, wide));
      tables.add(dense("3 rows, " + of, 3, classes, four));
      tables.add(dense("negative zeros, " + of, 60, classes, negativeZeros));
    }
    tables.add(dense("one class", 40, 1, four));
    tables.add(dense("one row", 1, 2, four));
    return tables;
  }

  private static List<Estimator<?>> learners(Odd table) {
    List<Estimator<?>> learners = new ArrayList<>();
    boolean wide = table.columns() > 1000;
    if (table.classes() == 0) {
      learners.add(new DecisionTreeRegressor().setMaxBins(300).setMaxDepth(4));
      learners.add(new DecisionTreeRegressor().setMaxBins(300).setWeightCol("weight"));
      learners.add(new RandomForestRegressor().setMaxBins(300).setNumTrees(4).setSeed(3));
      learners.add(new GBTRegressor().setMaxBins(300).setMaxIter(wide ? 1 : 2).setSeed(3));
      learners.add(new LinearRegression().setRegParam(0.1));
      learners.add(
          new LinearRegression().setRegParam(0.1).setElasticNetParam(0.5).setWeightCol("weight"));
      if (!wide) {
        learners.add(new GeneralizedLinearRegression().setRegParam(0.1).setWeightCol("weight"));
      }
      return learners;
    }
    learners.add(new DecisionTreeClassifier().setMaxBins(300).setImpurity("entropy"));
    learners.add(new DecisionTreeClassifier().setMaxBins(300).setWeightCol("weight"));
    learners.add(new RandomForestClassifier().setMaxBins(300).setNumTrees(4).setSeed(3));
    learners.add(new LogisticRegression().setRegParam(0.05));
    learners.add(
        new LogisticRegression()
            .setRegParam(0.02)
            .setElasticNetParam(0.5)
            .setWeightCol("weight")
            .setFamily("multinomial"));
    learners.add(new NaiveBayes().setModelType("gaussian").setWeightCol("weight"));
    learners.add(new NaiveBayes().setModelType("complement"));
    learners.add(new OneVsRest().setClassifier(new LogisticRegression().setRegParam(0.1)));
    if (table.classes() == 2) {
      // Of many columns some are equal, between which the last bit of a sum of residuals decides.
      learners.add(new GBTClassifier().setMaxBins(300).setMaxIter(wide ? 1 : 2).setSeed(3));
      learners.add(new LinearSVC().setRegParam(0.1).setMaxIter(20));
    }
    return learners;
  }

  private static String trees(Model<?> model) {
    return (model instanceof DecisionTreeModel tree
            ? tree.toDebugString()
            : ((TreeEnsembleModel<?>) model).toDebugString())
        .replaceAll("_[0-9a-f]{12}", "");
  }

  private static Optional<Model<?>> own(Estimator<?> learner, Dataset<Row> rows) {
    try {
      return Optional.of((Model<?>) learner.fit(rows));
    } catch (Exception e) { // whatever MLlib throws
      return Optional.empty();
    }
  }

  private static double[] predictions(Model<?> model, Dataset<Row> rows) {
    String column =
        List.of(model.transform(rows).columns()).contains("rawPrediction")
            ? "rawPrediction"
            : "prediction";
    return model.transform(rows).select(column).collectAsList().stream()
        .flatMapToDouble(
            row ->
                row.get(0) instanceof Vector vector
                    ? java.util.Arrays.stream(vector.toArray())
                    : java.util.stream.DoubleStream.of(row.getDouble(0)))
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void fits_are_mllibs_or_left_to_it(Odd table) {
    Dataset<Row> rows = table.frame();
    Map<String, String> differing = new LinkedHashMap<>();
    try (TaskFits fits = TaskFits.of(spark().sparkContext(), TrainingPlan.USUAL)) {
      for (Estimator<?> learner : learners(table)) {
        CellRows cells = CellRows.whole("rows", () -> rows);
        FitResult outcome = fits.fit(cells, List.of(learner), TaskScoring.NONE).get(0);
        if (outcome.trained().isEmpty()) {
          continue;
        }
        Optional<Model<?>> own = own(learner, rows);
        String name = learner.getClass().getSimpleName() + " " + learner.uid();
        if (own.isEmpty()) {
          differing.put(name, "MLlib refuses what a task fits");
          continue;
        }
        try {
          assertSame(outcome.trained().get().model(learner), own.get(), learner, rows);
        } catch (AssertionError e) {
          differing.put(name, e.toString().lines().limit(12).toList().toString());
        }
      }
    }
    rows.unpersist();
    assertThat(differing).isEmpty();
  }

  /** Equal trees, or predictions within MLlib's own spread over partitionings. */
  private static void assertSame(
      Model<?> ours, Model<?> own, Estimator<?> learner, Dataset<Row> rows) {
    boolean boosted = ours.getClass().getSimpleName().startsWith("GBT");
    if (!boosted && (ours instanceof DecisionTreeModel || ours instanceof TreeEnsembleModel<?>)) {
      assertThat(trees(ours)).isEqualTo(trees(own));
      return;
    }
    double[] expected = predictions(own, rows);
    double[] predicted = predictions(ours, rows);
    double largest = 0;
    for (double value : expected) {
      largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
    }
    double tolerance = SHARE * (1 + largest);
    if (distance(predicted, expected) > tolerance) {
      for (int partitions : new int[] {1, 7}) {
        Model<?> other = (Model<?>) learner.fit(rows.repartition(partitions));
        tolerance = Math.max(tolerance, 3 * distance(predictions(other, rows), expected));
      }
    }
    assertThat(predicted).as(learner.explainParams()).containsExactly(expected, within(tolerance));
  }

  private static double distance(double[] one, double[] other) {
    double most = 0;
    for (int i = 0; i < one.length; i++) {
      most = one[i] == other[i] ? most : Math.max(most, Math.abs(one[i] - other[i]));
    }
    return most;
  }
}
