package org.apache.spark.ml.feature;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;

import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A user's transformer in a package of Spark's: the column {@code a} less its mean over all rows
 * that it is given, so that it does not treat each row by itself.
 */
public final class Centred extends Transformer {

  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    return rows.crossJoin(rows.agg(avg("a").as("mean")))
        .withColumn("centred", col("a").minus(col("mean")))
        .drop("mean");
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return schema.add("centred", DataTypes.DoubleType);
  }

  @Override
  public Transformer copy(ParamMap extra) {
    return this;
  }

  @Override
  public String uid() {
    return "centred";
  }
}
