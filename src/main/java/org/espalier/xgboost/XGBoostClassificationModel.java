package org.espalier.xgboost;

import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.espalier.Api;
import org.jspecify.annotations.Nullable;
import scala.Tuple3;

/** Model of an {@link XGBoostClassifier}, with MLlib's columns. */
@Api
public final class XGBoostClassificationModel
    extends ProbabilisticClassificationModel<Vector, XGBoostClassificationModel>
    implements XGBoostParams<XGBoostClassificationModel>, MLWritable {

  private static final long serialVersionUID = 1;

  /**
   * No initializer: it would overwrite the uid, which the superclass constructor requests first.
   */
  private @Nullable String uid;

  private final NativeModel model;

  /**
   * Creates a model without trees. Spark Connect finds models as services only, and never creates
   * them.
   */
  public XGBoostClassificationModel() {
    this("", new NativeModel(new byte[0]));
  }

  XGBoostClassificationModel(String uid, NativeModel model) {
    this(StageUid.given(uid), model);
  }

  private XGBoostClassificationModel(StageUid unused, NativeModel model) {
    this.model = model;
    XGBoostParam.setDefaults(this);
  }

  @Override
  public String uid() {
    if (uid == null) {
      uid = StageUid.taken();
    }
    return uid;
  }

  /**
   * Returns the columns of a training summary, although this model has none. The return type is raw
   * because Java sees two such methods of MLlib.
   */
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Tuple3 findSummaryModel() {
    return new Tuple3<>(this, getProbabilityCol(), getPredictionCol());
  }

  @Override
  public int numClasses() {
    return Math.max(2, model.outputs());
  }

  @Override
  public int numFeatures() {
    return model.features();
  }

  @Override
  public Vector predictRaw(Vector features) {
    return Vectors.dense(Margins.raw(RowMargins.predict(this, model, features, RowOutput.MARGINS)));
  }

  @Override
  public Vector raw2probabilityInPlace(Vector raw) {
    Margins.toProbabilities(((DenseVector) raw).values(), model.outputs());
    return raw;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    return RowMargins.of(this)
        .map(margins -> copy(margins.read()).predicted(margins.joined(rows)))
        .map(joined -> joined.drop(RowMargins.COLUMN))
        .orElseGet(() -> predicted(rows));
  }

  private Dataset<Row> predicted(Dataset<?> rows) {
    return RowOutput.added(this, model, super.transform(rows));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return RowOutput.appended(this, super.transformSchema(schema));
  }

  /**
   * Returns the importance of each feature: the mean gain of its splits, as a share of the total.
   */
  public Vector featureImportances() {
    return featureImportances("gain");
  }

  /**
   * Returns the importance of each feature, as a share of the total.
   *
   * @param type weight, gain, cover, total_gain or total_cover
   * @throws IllegalArgumentException if the type is unknown
   */
  public Vector featureImportances(String type) {
    return model.importances(type);
  }

  /** Returns XGBoost's own {@code Booster}. */
  public Object nativeBooster() {
    return model.booster();
  }

  @Override
  public XGBoostClassificationModel copy(ParamMap extra) {
    return copyValues(new XGBoostClassificationModel(uid(), model), extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new ModelFile.Writer(this, model);
  }

  /** Returns a reader of saved models. */
  public static MLReader<XGBoostClassificationModel> read() {
    return new ModelFile.ModelReader<>(
        XGBoostClassificationModel.class, XGBoostClassificationModel::new);
  }

  /** Loads a model from the path to which it was saved. */
  public static XGBoostClassificationModel load(String path) {
    return read().load(path);
  }
}
