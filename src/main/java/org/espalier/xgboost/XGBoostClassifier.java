package org.espalier.xgboost;

import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.espalier.Api;
import org.espalier.spark.NeedsLibrary;
import org.jspecify.annotations.Nullable;

/**
 * XGBoost classifier of two or more classes that is fitted in one Spark task. Its params are those
 * of {@code xgboost4j-spark} 3.
 *
 * <p>A NaN feature is a missing value. Zeros are values, including those that a sparse vector does
 * not store, unless {@code missing} is 0. Labels are whole numbers from 0 on.
 */
@Api
public final class XGBoostClassifier
    extends ProbabilisticClassifier<Vector, XGBoostClassifier, XGBoostClassificationModel>
    implements XGBoostParams<XGBoostClassifier>,
        DefaultParamsWritable,
        NeedsLibrary,
        BoosterSettings.Continuing {

  private static final long serialVersionUID = 1;

  /**
   * No initializer: it would overwrite the uid, which the superclass constructor requests first.
   */
  private @Nullable String uid;

  private @Nullable NativeModel earlier;

  /** Creates a classifier with a random uid. */
  public XGBoostClassifier() {
    this(StageUid.drawn("xgbc"));
  }

  public XGBoostClassifier(String uid) {
    this(StageUid.given(uid));
  }

  private XGBoostClassifier(StageUid unused) {
    XGBoostParam.setDefaults(this);
  }

  @Override
  public String uid() {
    if (uid == null) {
      uid = StageUid.taken();
    }
    return uid;
  }

  @Override
  public XGBoostClassificationModel train(Dataset<?> rows) {
    return (XGBoostClassificationModel) OneTaskFit.fit(this, rows);
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
  public XGBoostClassifier after(NativeModel model) {
    XGBoostClassifier next = copy(ParamMap.empty());
    next.earlier = model;
    return next;
  }

  @Override
  public XGBoostClassifier copy(ParamMap extra) {
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

  /** Returns a reader of saved classifiers. */
  public static MLReader<XGBoostClassifier> read() {
    return new DefaultParamsReader<>();
  }

  /** Loads a classifier from the path to which it was saved. */
  public static XGBoostClassifier load(String path) {
    return read().load(path);
  }
}
