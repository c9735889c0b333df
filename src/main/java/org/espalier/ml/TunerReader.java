package org.espalier.ml;

import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.util.MLReader;

/** Reader of a saved {@link Tuner}. */
public final class TunerReader extends MLReader<CrossValidator> {

  TunerReader() {}

  @Override
  public Tuner load(String path) {
    return SavedTuner.load(path, sparkSession(), Tuner.class, Tuner::new);
  }
}
