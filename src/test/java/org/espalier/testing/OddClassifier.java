package org.espalier.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.sql.Dataset;
import org.jspecify.annotations.NullUnmarked;
import scala.runtime.AbstractFunction1;

/**
 * A learner with params of every kind that libraries beside Spark have: null, arrays with null,
 * arrays in arrays, functions, objects without a text or with one that fails, the learner itself,
 * no value, no comment. It learns as its superclass does.
 */
@NullUnmarked
public final class OddClassifier extends LogisticRegression {

  /** Fits of all. */
  public static final AtomicInteger FITS = new AtomicInteger();

  /** An object whose text cannot be made. */
  private static final class Mute {
    @Override
    public String toString() {
      throw new IllegalStateException("no words");
    }
  }

  /** A validator that fails. */
  private static final class Failing extends AbstractFunction1<Object, Object> {
    @Override
    public Object apply(Object value) {
      throw new UnsupportedOperationException("not today");
    }
  }

  /** An object whose text is another in every process, in the middle. */
  private record Wrapper(Object inner, ToDoubleFunction<Double> function) {}

  /** Without an initializer, as a superclass asks for them first. */
  private Map<String, Param<Object>> params;

  private IntParam numTrees;

  public OddClassifier() {
    this(Identifiable.randomUID("odd"));
  }

  /** As {@code copy} makes one. */
  public OddClassifier(String uid) {
    super(uid);
    setDefault(nothing(), null);
    setDefault(nothings(), new Object[] {null, new Object[] {null}, "text"});
    setDefault(nested(), new double[][] {{1, 2}, {}});
    setDefault(loss(), (ToDoubleFunction<Double>) score -> 1 - score);
    setDefault(plain(), new Object());
    setDefault(wrapped(), new Wrapper(new Object(), score -> score));
    setDefault(mute(), new Mute());
    setDefault(itself(), this);
    setMaxIter(2);
  }

  private Param<Object> param(String name, Supplier<Param<Object>> made) {
    if (params == null) {
      params = new LinkedHashMap<>();
    }
    return params.computeIfAbsent(name, n -> made.get());
  }

  private Param<Object> param(String name) {
    return param(name, () -> new Param<>(this, name, "odd"));
  }

  public Param<Object> nothing() {
    return param("nothing");
  }

  public Param<Object> nothings() {
    return param("nothings");
  }

  public Param<Object> nested() {
    return param("nested");
  }

  public Param<Object> loss() {
    return param("loss");
  }

  public Param<Object> plain() {
    return param("plain");
  }

  public Param<Object> wrapped() {
    return param("wrapped");
  }

  public Param<Object> mute() {
    return param("mute");
  }

  public Param<Object> itself() {
    return param("itself");
  }

  /** Has no value. */
  public Param<Object> unset() {
    return param("unset");
  }

  /** Has no comment and no value, and takes nothing: its validator fails. */
  public Param<Object> strict() {
    return param("strict", () -> new Param<>(uid(), "strict", null, new Failing()));
  }

  /** A number of iterations without a value; of a name that comes after {@code maxIter}. */
  public IntParam numTrees() {
    if (numTrees == null) {
      numTrees = new IntParam(this, "numTrees", "passes");
    }
    return numTrees;
  }

  @Override
  public OddClassifier copy(ParamMap extra) {
    return copyValues(new OddClassifier(uid()), extra);
  }

  @Override
  public LogisticRegressionModel train(Dataset<?> rows) {
    FITS.incrementAndGet();
    return super.train(rows);
  }
}
