package org.espalier.engine;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.espalier.evaluate.Reason;
import org.espalier.journal.ModelRefit;
import org.espalier.spark.cell.FailureCause;
import org.espalier.study.Cost;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.TimeLeft;

/**
 * Fit of a study's model on all rows, the last step before the end. It is skipped if it would not
 * end in time.
 */
record AllRowsFit(FinalModels.OnAllRows model, TimeLeft time, InstantSource clock) {

  static final String LATE = "there was no time for it before the deadline";

  /** Time that the earlier steps leave for it; 0 if there is too little time anyway. */
  Duration kept() {
    Duration expected = model.expected();
    return time.allows(expected, FinishReserve.Step.REFIT)
        ? expected.plus(time.reserve().rest().getOrDefault(FinishReserve.Step.REFIT, Duration.ZERO))
        : Duration.ZERO;
  }

  /**
   * Fits and saves the model. A failure is recorded as its reason and not thrown, because the study
   * already has a model; an interrupt is thrown.
   */
  ModelRefit run() throws IOException {
    if (!time.allows(model.expected(), FinishReserve.Step.REFIT)) {
      return late();
    }
    long before = clock.millis();
    try {
      model.save();
      return ModelRefit.of(model.rows(), Cost.seconds(Duration.ofMillis(clock.millis() - before)));
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) == FailureCause.BROKEN_OFF) {
        throw e;
      }
      model.drop();
      return ModelRefit.without(model.rows(), Reason.of(e, List.of()));
    }
  }

  /** Record of a fit that does not end in time. */
  ModelRefit late() {
    return ModelRefit.without(model.rows(), LATE);
  }
}
