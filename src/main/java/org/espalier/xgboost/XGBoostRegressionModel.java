package org.espalier.xgboost;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.espalier.Api;
import org.jspecify.annotations.Nullable;

/** Model of an {@link XGBoostRegressor}, with MLlib's columns. */
@Api
public final class XGBoostRegressionModel extends RegressionModel<Vector, XGBoostRegressionModel>
    implements XGBoostParams<XGBoostRegressionModel>, MLWritable {

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
  public XGBoostRegressionModel() {
    this("", new NativeModel(new byte[0]));
  }

  XGBoostRegressionModel(String uid, NativeModel model) {
    this(StageUid.given(uid), model);
  }

  private XGBoostRegressionModel(StageUid unused, NativeModel model) {
    this.model = model;
    XGBoostParam.setDefaults(this);
    setDefault(objective(), BoostingObjective.SQUARED_ERROR.text());
  }

  @Override
  public String uid() {
    if (uid == null) {
      uid = StageUid.taken();
    }
    return uid;
  }

  @Override
  public int numFeatures() {
    return model.features();
  }

  @Override
  public double predict(Vector features) {
    return RowMargins.predict(this, model, features, RowOutput.VALUES)[0];
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
  public XGBoostRegressionModel copy(ParamMap extra) {
    return copyValues(new XGBoostRegressionModel(uid(), model), extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new ModelFile.Writer(this, model);
  }

  /** Returns a reader of saved models. */
  public static MLReader<XGBoostRegressionModel> read() {
    return new ModelFile.ModelReader<>(XGBoostRegressionModel.class, XGBoostRegressionModel::new);
  }

  /** Loads a model from the path to which it was saved. */
  public static XGBoostRegressionModel load(String path) {
    return read().load(path);
  }
}
