package org.espalier.spark.metric;

/** Evaluator whose score is that of a scorer, which may be asked in its place. */
public interface MeasuringEvaluator {

  Scorer scorer();
}
