package org.espalier.train.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.DecisionTreeRegressionModel;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.RandomForestRegressionModel;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.ml.tree.CategoricalSplit;
import org.apache.spark.ml.tree.ContinuousSplit;
import org.apache.spark.ml.tree.DecisionTreeModel;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.ml.tree.Node;
import org.apache.spark.ml.tree.TreeEnsembleModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** MLlib's own training with our params, and the comparison of what it made with what we made. */
public final class MllibTrees {

  private MllibTrees() {}

  /** The rows of a table with columns label, weight and features, in as many partitions. */
  public static Dataset<Row> frame(RandomTable table, SparkSession spark) {
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < table.labels.length; row++) {
      int at = row;
      double[] features = Arrays.stream(table.columns).mapToDouble(column -> column[at]).toArray();
      rows.add(RowFactory.create(table.labels[row], table.weights[row], Vectors.dense(features)));
    }
    Metadata label =
        table.classes == 0
            ? Metadata.empty()
            : NominalAttribute.defaultAttr()
                .withName("label")
                .withNumValues(table.classes)
                .toMetadata();
    StructType schema =
        new StructType(
            new StructField[] {
              new StructField("label", DataTypes.DoubleType, false, label),
              new StructField("weight", DataTypes.DoubleType, false, Metadata.empty()),
              new StructField("features", new VectorUDT(), false, attributes(table.arities))
            });
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return spark.createDataFrame(context.parallelize(rows, table.starts.length - 1), schema);
  }

  private static Metadata attributes(int[] arities) {
    Attribute[] attributes = new Attribute[arities.length];
    for (int column = 0; column < arities.length; column++) {
      attributes[column] =
          arities[column] > 0
              ? NominalAttribute.defaultAttr().withNumValues(arities[column])
              : NumericAttribute.defaultAttr();
    }
    return new AttributeGroup("features", attributes).toMetadata();
  }

  static RandomForestClassificationModel forest(
      Dataset<Row> rows, TreeParams params, boolean weighted) {
    return with(new RandomForestClassifier(), params, weighted).fit(rows);
  }

  static DecisionTreeClassificationModel tree(
      Dataset<Row> rows, TreeParams params, boolean weighted) {
    return with(new DecisionTreeClassifier(), params, weighted).fit(rows);
  }

  static RandomForestRegressionModel regressionForest(
      Dataset<Row> rows, TreeParams params, boolean weighted) {
    return with(new RandomForestRegressor(), params, weighted).fit(rows);
  }

  static DecisionTreeRegressionModel regressionTree(
      Dataset<Row> rows, TreeParams params, boolean weighted) {
    return with(new DecisionTreeRegressor(), params, weighted).fit(rows);
  }

  /** MLlib's learner with our params, those that it has. */
  private static <E extends Estimator<?>> E with(E learner, TreeParams params, boolean weighted) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("impurity", params.impurity().name());
    values.put("numTrees", params.numTrees());
    values.put("maxDepth", params.limits().maxDepth());
    values.put("maxBins", params.maxBins());
    values.put("minInstancesPerNode", params.limits().minInstancesPerNode());
    values.put("minWeightFractionPerNode", params.limits().minWeightFractionPerNode());
    values.put("minInfoGain", params.limits().minInfoGain());
    values.put("subsamplingRate", params.bags().subsamplingRate());
    values.put("bootstrap", params.bags().bootstrap());
    values.put("featureSubsetStrategy", params.featureSubsetStrategy());
    values.put("maxMemoryInMB", params.maxMemoryInMB());
    values.put("seed", params.seed());
    if (weighted) {
      values.put("weightCol", "weight");
    }
    values.forEach(
        (name, value) -> {
          if (learner.hasParam(name)) {
            learner.set(learner.getParam(name), value);
          }
        });
    return learner;
  }

  /** The order of the Scala line that the tests run on. */
  static ScalaTreeOrder order() {
    return scala.util.Properties.versionNumberString().startsWith("2.12")
        ? ScalaTreeOrder.SCALA_2_12
        : ScalaTreeOrder.SCALA_2_13;
  }

  static void assertSame(List<Tree> trees, Node... theirs) {
    assertThat(trees).hasSameSizeAs(theirs);
    for (int tree = 0; tree < theirs.length; tree++) {
      int end = assertSame(trees.get(tree), 0, theirs[tree], "tree " + tree + " ");
      assertThat(end).isEqualTo(trees.get(tree).size());
    }
  }

  /** Compares a subtree; answers the node after it. */
  private static int assertSame(Tree ours, int node, Node theirs, String path) {
    assertThat(describe(ours, node)).as(path).isEqualTo(text(theirs));
    if (!(theirs instanceof InternalNode inner)) {
      return node + 1;
    }
    int right = assertSame(ours, ours.left(node), inner.leftChild(), path + "l");
    assertThat(right).isEqualTo(ours.right(node));
    return assertSame(ours, right, inner.rightChild(), path + "r");
  }

  /** Roots of all trees of a model of MLlib's. */
  public static Node[] roots(Model<?> model) {
    return model instanceof DecisionTreeModel tree
        ? new Node[] {tree.rootNode()}
        : Arrays.stream((Object[]) ((TreeEnsembleModel<?>) model).trees())
            .map(tree -> ((DecisionTreeModel) tree).rootNode())
            .toArray(Node[]::new);
  }

  /** The nodes of a subtree, each before those below it. */
  public static Stream<String> describe(Node theirs) {
    return theirs instanceof InternalNode inner
        ? Stream.concat(
            Stream.of(text(theirs)),
            Stream.concat(describe(inner.leftChild()), describe(inner.rightChild())))
        : Stream.of(text(theirs));
  }

  private static String text(Node theirs) {
    return describe(
        theirs.prediction(),
        theirs.impurity(),
        theirs.impurityStats().rawCount(),
        theirs.impurityStats().stats(),
        theirs instanceof InternalNode inner ? split(inner) : "leaf");
  }

  /** The nodes of a tree of ours in the same order. */
  static Stream<String> describe(Tree ours) {
    return IntStream.range(0, ours.size()).mapToObj(node -> describe(ours, node));
  }

  private static String split(InternalNode theirs) {
    String gain = " gain " + theirs.gain();
    if (theirs.split() instanceof ContinuousSplit split) {
      return split.featureIndex() + " <= " + split.threshold() + gain;
    }
    CategoricalSplit split = (CategoricalSplit) theirs.split();
    boolean[] goes = new boolean[split.numCategories()];
    for (double category : split.leftCategories()) {
      goes[(int) category] = true;
    }
    return split.featureIndex() + " in " + Arrays.toString(goes) + gain;
  }

  private static String describe(Tree ours, int node) {
    String split = "leaf";
    if (!ours.isLeaf(node)) {
      split =
          ours.feature(node)
              + (ours.isCategorical(node)
                  ? " in " + Arrays.toString(ours.goesLeft(node))
                  : " <= " + ours.threshold(node))
              + " gain "
              + ours.gain(node);
    }
    return describe(
        ours.prediction(node), ours.impurity(node), ours.rawCount(node), ours.stats(node), split);
  }

  private static String describe(
      double prediction, double impurity, long rows, double[] stats, String split) {
    return "predicts %s, impurity %s, rows %d, %s, %s"
        .formatted(prediction, impurity, rows, Arrays.toString(stats), split);
  }
}
