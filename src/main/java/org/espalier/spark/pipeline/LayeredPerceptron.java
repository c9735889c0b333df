package org.espalier.spark.pipeline;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import scala.runtime.AbstractFunction1;

/**
 * MLlib's multilayer perceptron with only the hidden layers as a param: sizes of the first and the
 * last layer follow from features and classes. Its model is MLlib's own.
 */
public final class LayeredPerceptron extends MultilayerPerceptronClassifier {

  private static final long serialVersionUID = 1;

  private static final Pattern SIZES = Pattern.compile("|[1-9]\\d{0,5}( [1-9]\\d{0,5})*");

  /** Default hidden layer; MLlib has no default. */
  private static final String USUAL = "32";

  private Param<String> hiddenLayers;

  public LayeredPerceptron() {
    this(Identifiable$.MODULE$.randomUID("mlpc"));
  }

  /**
   * @param uid uid, which Spark's copy mechanism requires
   */
  public LayeredPerceptron(String uid) {
    super(uid);
    hiddenLayers =
        new Param<>(
            this,
            "hiddenLayers",
            "Sizes of the layers between features and classes, apart by spaces, for example"
                + " '64 32'. Empty for none.",
            new AbstractFunction1<>() {
              @Override
              public Object apply(String sizes) {
                return SIZES.matcher(sizes).matches();
              }
            });
    setDefault(hiddenLayers, USUAL);
  }

  /** Found by Spark's reflection as a param. */
  public Param<String> hiddenLayers() {
    return hiddenLayers;
  }

  /** Trained by MLlib's own with the sizes of these rows, so that the params stay as they are. */
  @Override
  public MultilayerPerceptronClassificationModel train(Dataset<?> dataset) {
    int[] layers =
        Stream.of(new int[] {features(dataset)}, hidden(), new int[] {classes(dataset)})
            .flatMapToInt(IntStream::of)
            .toArray();
    return sized(layers).train(dataset);
  }

  /** MLlib's own with the same params, and the sizes of all layers. */
  MultilayerPerceptronClassifier sized(int[] layers) {
    MultilayerPerceptronClassifier sized = new MultilayerPerceptronClassifier(uid());
    copyValues(sized, ParamMap.empty());
    return sized.setLayers(layers);
  }

  private int[] hidden() {
    String sizes = getOrDefault(hiddenLayers);
    return sizes.isEmpty()
        ? new int[0]
        : Arrays.stream(sizes.split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  private int features(Dataset<?> dataset) {
    Row first = dataset.select(functions.col(getFeaturesCol())).toDF().first();
    return ((Vector) first.get(0)).size();
  }

  /** Number of classes by the label's attribute; otherwise the largest label plus one. */
  private int classes(Dataset<?> dataset) {
    Attribute attribute = Attribute.fromStructField(dataset.schema().apply(getLabelCol()));
    if (attribute instanceof NominalAttribute nominal && nominal.values().isDefined()) {
      return Math.toIntExact(Stream.of(nominal.values().get()).count());
    }
    Row largest = dataset.toDF().select(functions.max(functions.col(getLabelCol()))).first();
    return (int) largest.getDouble(0) + 1;
  }

  @Override
  public LayeredPerceptron copy(ParamMap extra) {
    return (LayeredPerceptron) super.copy(extra);
  }
}
