package org.espalier.spark.local.trainer;

/** Estimator of MLlib's perceptrons whose first and last layer follow from the rows. */
public interface SizedLayers {

  /** Sizes of the layers between features and classes. */
  int[] hidden();
}
