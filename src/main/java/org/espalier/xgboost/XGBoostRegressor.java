package org.espalier.xgboost;

import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.espalier.Api;
import org.espalier.spark.NeedsLibrary;
import org.jspecify.annotations.Nullable;

/**
 * XGBoost regressor that is fitted in one Spark task. Its params are those of {@code
 * xgboost4j-spark} 3. It can also predict counts, quantiles, and times that may be censored.
 *
 * <p>A NaN feature is a missing value. Zeros are values, including those that a sparse vector does
 * not store, unless {@code missing} is 0.
 */
@Api
public final class XGBoostRegressor
    extends Regressor<Vector, XGBoostRegressor, XGBoostRegressionModel>
    implements XGBoostParams<XGBoostRegressor>,
        DefaultParamsWritable,
        NeedsLibrary,
        BoosterSettings.Continuing {

  private static final long serialVersionUID = 1;

  /**
   * No initializer: it would overwrite the uid, which the superclass constructor requests first.
   */
  private @Nullable String uid;

  private @Nullable NativeModel earlier;

  /** Creates a regressor with a random uid. */
  public XGBoostRegressor() {
    this(StageUid.drawn("xgbr"));
  }

  public XGBoostRegressor(String uid) {
    this(StageUid.given(uid));
  }

  private XGBoostRegressor(StageUid unused) {
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

  /**
   * Param for a column that is 1 if the event was observed at the time of the label, and 0 if the
   * time is censored.
   */
  public Param<String> censorCol() {
    return XGBoostParam.column(
        this,
        "censorCol",
        "column that is 1 where the event was observed at the time of the label, and 0 where the time is censored; all are observed unless set");
  }

  public String getCensorCol() {
    return $(censorCol());
  }

  public XGBoostRegressor setCensorCol(String value) {
    return XGBoostParam.with(this, censorCol(), value);
  }

  @Override
  public XGBoostRegressionModel train(Dataset<?> rows) {
    return (XGBoostRegressionModel) OneTaskFit.fit(this, rows);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    OneTaskFit.check(this);
    return RowOutput.appended(this, super.transformSchema(schema));
  }

  /** Returns the model that this fit continues from; null without one. */
  @Override
  public @Nullable NativeModel earlier() {
    return earlier;
  }

  @Override
  public XGBoostRegressor after(NativeModel model) {
    XGBoostRegressor next = copy(ParamMap.empty());
    next.earlier = model;
    return next;
  }

  @Override
  public XGBoostRegressor copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public List<String> paramProblems() {
    return new FitCheck(this).problems();
  }

  @Override
  public Optional<String> libraryObjection() {
    return XGBoostLibrary.here().objection();
  }

  /** Returns a reader of saved regressors. */
  public static MLReader<XGBoostRegressor> read() {
    return new DefaultParamsReader<>();
  }

  /** Loads a regressor from the path to which it was saved. */
  public static XGBoostRegressor load(String path) {
    return read().load(path);
  }
}
