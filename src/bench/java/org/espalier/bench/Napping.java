package org.espalier.bench;

import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** An estimator whose fit does nothing. */
public final class Napping extends Estimator<Napping.Rested> {

  private final String uid;
  private final IntParam number;

  Napping(String uid) {
    this.uid = uid;
    this.number = new IntParam(this, "number", "tells two apart");
  }

  /** Tells two apart: equal ones are fitted once. */
  public IntParam number() {
    return number;
  }

  @Override
  public Rested fit(Dataset<?> dataset) {
    return new Rested(uid);
  }

  @Override
  public Napping copy(ParamMap extra) {
    return copyValues(new Napping(uid), extra);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return schema;
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Its model, which changes nothing. */
  public static final class Rested extends Model<Rested> {
    private final String uid;

    Rested(String uid) {
      this.uid = uid;
    }

    @Override
    public Rested copy(ParamMap extra) {
      return new Rested(uid);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
      return dataset.toDF();
    }

    @Override
    public StructType transformSchema(StructType schema) {
      return schema;
    }

    @Override
    public String uid() {
      return uid;
    }
  }

  /** Finds everything equally good, without looking. */
  public static final class Content extends Evaluator {
    @Override
    public double evaluate(Dataset<?> dataset) {
      return 1;
    }

    @Override
    public Evaluator copy(ParamMap extra) {
      return this;
    }

    @Override
    public String uid() {
      return "content";
    }
  }
}
