package org.espalier.spark.metric;

/** Evaluator that returns the score of a scorer, which callers may use directly. */
public interface MeasuringEvaluator {

  Scorer scorer();
}
