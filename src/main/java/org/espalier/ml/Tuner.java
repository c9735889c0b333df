package org.espalier.ml;

import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.espalier.Api;
import org.espalier.ml.param.EstimatorsParam;
import org.espalier.ml.param.TunerParam;
import org.espalier.tune.StudyListener;

/**
 * Tuner with cross-validation: a faster and more robust replacement for Spark's {@code
 * CrossValidator}. Replace {@code new CrossValidator()} by {@code new Tuner()}; nothing else
 * changes.
 *
 * <p>Same folds bit for bit, same average metrics, same best map. All cells (a map on a fold) run
 * side by side without a barrier between folds. {@code parallelism}, unless set, follows the
 * cluster's slots.
 *
 * <p>It differs in two things. A map that throws, or whose metric is NaN or infinite on some fold,
 * is a failed trial of {@link TunerModel#study()}: its average metric is the worst finite one, and
 * it never wins, where CrossValidator throws or may choose it. And a {@code foldCol} may hold whole
 * numbers of any type under {@code foldRule = pyspark}, as in PySpark.
 */
@Api
public class Tuner extends CrossValidator implements TunerParams<Tuner> {

  /**
   * CrossValidator's own default seed is the hash of its class name; with another one the folds
   * would be others.
   */
  private static final long DEFAULT_SEED = CrossValidator.class.getName().hashCode();

  private transient List<StudyListener> listeners = List.of();

  /** A tuner with a random uid. */
  public Tuner() {
    this(Identifiable$.MODULE$.randomUID("tuner"));
  }

  public Tuner(String uid) {
    super(uid);
    setDefault(seed(), DEFAULT_SEED);
    TunerParam.setDefaults(this);
  }

  /**
   * Evaluates all maps by cross-validation and fits the best one on all rows.
   *
   * @throws IllegalArgumentException if a param does not fit the others or the data
   * @throws IllegalStateException if no map could be evaluated
   */
  @Override
  public TunerModel fit(Dataset<?> dataset) {
    TunerFit.Found found = new TunerFit(this, listeners).fit(dataset);
    TunerModel model = new TunerModel(uid(), found);
    model.setParent(this);
    copyValues(model, ParamMap.empty());
    model.set(model.estimator(), found.estimator());
    model.set(model.estimatorParamMaps(), found.maps().toArray(ParamMap[]::new));
    return model;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    FoldCut.requireFoldColumn(schema, this);
    return hasMaps() ? transformSchemaImpl(schema) : getEstimator().transformSchema(schema);
  }

  @Override
  public Tuner copy(ParamMap extra) {
    Tuner copied = (Tuner) super.copy(extra);
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
  public static TunerReader read() {
    return new TunerReader();
  }

  /** Loads a saved tuner. */
  public static Tuner load(String path) {
    return read().load(path);
  }

  /**
   * Sets the listeners to the events of a fit, each called on a thread of its own; they are not
   * saved with the tuner.
   */
  public Tuner setListeners(StudyListener... value) {
    listeners = List.of(value);
    return this;
  }

  @Override
  public Tuner setEstimator(Estimator<?> value) {
    return (Tuner) super.setEstimator(value);
  }

  @Override
  public Tuner setEstimatorParamMaps(ParamMap[] value) {
    return (Tuner) super.setEstimatorParamMaps(value);
  }

  @Override
  public Tuner setEvaluator(Evaluator value) {
    return (Tuner) super.setEvaluator(value);
  }

  @Override
  public Tuner setNumFolds(int value) {
    return (Tuner) super.setNumFolds(value);
  }

  @Override
  public Tuner setSeed(long value) {
    return (Tuner) super.setSeed(value);
  }

  @Override
  public Tuner setFoldCol(String value) {
    return (Tuner) super.setFoldCol(value);
  }

  @Override
  public Tuner setParallelism(int value) {
    return (Tuner) super.setParallelism(value);
  }

  @Override
  public Tuner setCollectSubModels(boolean value) {
    return (Tuner) super.setCollectSubModels(value);
  }

  @Override
  public String plan() { // Py4J finds no default methods
    return TunerText.of(this, TunerParam.values(this)).write();
  }

  @Override
  public Tuner setPlan(String text) {
    TunerText.set(this, text);
    return this;
  }
}
