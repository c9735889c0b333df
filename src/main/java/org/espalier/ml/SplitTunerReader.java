package org.espalier.ml;

import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.util.MLReader;

/** Reader of a saved {@link SplitTuner}. */
public final class SplitTunerReader extends MLReader<TrainValidationSplit> {

  SplitTunerReader() {}

  @Override
  public SplitTuner load(String path) {
    return SavedTuner.load(path, sparkSession(), SplitTuner.class, SplitTuner::new);
  }
}
