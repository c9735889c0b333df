package org.espalier.job.prepare;

import java.util.OptionalDouble;
import org.apache.spark.ml.PipelineModel;
import org.espalier.space.Configuration;

/**
 * Model that is fitted and saved before a search under a deadline, to be left if there is no time
 * for a better one: the first learner's defaults, fitted on all training rows.
 *
 * @param heldOut score on the held-out rows; empty where there are none
 * @param seconds time of the fit
 */
public record SpareModel(
    Configuration configuration, PipelineModel model, OptionalDouble heldOut, double seconds) {

  public SpareModel {
    if (!(seconds >= 0)) {
      throw new IllegalArgumentException("A fit takes seconds >= 0, not %s.".formatted(seconds));
    }
  }
}
