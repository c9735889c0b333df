package org.espalier.bench;

import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.espalier.function.FunctionSpace;
import org.espalier.function.FunctionTuner;

/** Studies of a function of Java that does nothing, which src/bench/python/functions.py times. */
public final class NoOpFunctions {

  /** Runs a study of so many trials. */
  public void run(SparkSession spark, int trials) {
    new FunctionTuner()
        .setSpace(new FunctionSpace().addFloat("x", 0, 1))
        .setSampler("random")
        .setTrials(trials)
        .tune(spark, trial -> Map.of("loss", trial.number("x")));
  }
}
