package org.espalier.ml;

import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.espalier.Api;
import org.espalier.ml.param.EstimatorsParam;
import org.espalier.ml.param.TunerParam;
import org.espalier.tune.StudyListener;

/**
 * Tuner with a single split: a replacement of Spark's {@code TrainValidationSplit}, as {@link
 * Tuner} is one of {@code CrossValidator}. Replace {@code new TrainValidationSplit()} by {@code new
 * SplitTuner()}; nothing else changes.
 *
 * <p>Same split bit for bit, same validation metrics, same best map. Failed maps are treated as by
 * {@link Tuner}.
 */
@Api
public class SplitTuner extends TrainValidationSplit implements TunerParams<SplitTuner> {

  /** TrainValidationSplit's own default: another seed would change the split. */
  private static final long DEFAULT_SEED = TrainValidationSplit.class.getName().hashCode();

  private transient List<StudyListener> listeners = List.of();

  /** A tuner with a random uid. */
  public SplitTuner() {
    this(Identifiable$.MODULE$.randomUID("splitTuner"));
  }

  public SplitTuner(String uid) {
    super(uid);
    setDefault(seed(), DEFAULT_SEED);
    TunerParam.setDefaults(this);
  }

  /**
   * Evaluates all maps on one part of the rows, after fits on the other, and fits the best one on
   * all rows.
   *
   * @throws IllegalArgumentException if a param does not fit the others or the data
   * @throws IllegalStateException if no map could be evaluated
   */
  @Override
  public SplitTunerModel fit(Dataset<?> dataset) {
    TunerFit.Found found = new TunerFit(this, listeners).fit(dataset);
    SplitTunerModel model = new SplitTunerModel(uid(), found);
    model.setParent(this);
    copyValues(model, ParamMap.empty());
    model.set(model.estimator(), found.estimator());
    model.set(model.estimatorParamMaps(), found.maps().toArray(ParamMap[]::new));
    return model;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return hasMaps() ? super.transformSchema(schema) : getEstimator().transformSchema(schema);
  }

  @Override
  public SplitTuner copy(ParamMap extra) {
    SplitTuner copied = (SplitTuner) super.copy(extra);
    copied.listeners = listeners;
    EstimatorsParam.copy(this, copied, extra);
    return copied;
  }

  @Override
  public MLWriter write() {
    return isDefined(estimatorParamMaps())
        ? SavedTuner.writer(this, super.write())
        : copy(TunerFit.noMaps(this)).write();
  }

  /** Reads a tuner that was saved by {@link #write()}; Spark's own reader refuses it. */
  public static SplitTunerReader read() {
    return new SplitTunerReader();
  }

  /** Loads a saved tuner. */
  public static SplitTuner load(String path) {
    return read().load(path);
  }

  /**
   * Sets the listeners to the events of a fit, each called on a thread of its own; they are not
   * saved with the tuner.
   */
  public SplitTuner setListeners(StudyListener... value) {
    listeners = List.of(value);
    return this;
  }

  @Override
  public SplitTuner setEstimator(Estimator<?> value) {
    return (SplitTuner) super.setEstimator(value);
  }

  @Override
  public SplitTuner setEstimatorParamMaps(ParamMap[] value) {
    return (SplitTuner) super.setEstimatorParamMaps(value);
  }

  @Override
  public SplitTuner setEvaluator(Evaluator value) {
    return (SplitTuner) super.setEvaluator(value);
  }

  @Override
  public SplitTuner setTrainRatio(double value) {
    return (SplitTuner) super.setTrainRatio(value);
  }

  @Override
  public SplitTuner setSeed(long value) {
    return (SplitTuner) super.setSeed(value);
  }

  @Override
  public SplitTuner setParallelism(int value) {
    return (SplitTuner) super.setParallelism(value);
  }

  @Override
  public SplitTuner setCollectSubModels(boolean value) {
    return (SplitTuner) super.setCollectSubModels(value);
  }

  @Override
  public String plan() { // Py4J finds no default methods
    return TunerText.of(this, TunerParam.values(this)).write();
  }

  @Override
  public SplitTuner setPlan(String text) {
    TunerText.set(this, text);
    return this;
  }
}
