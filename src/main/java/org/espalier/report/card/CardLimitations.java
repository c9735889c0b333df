package org.espalier.report.card;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.journal.ModelRefit;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.Summary;
import org.espalier.numeric.CountedNoun;
import org.espalier.report.view.FormattedNumber;
import org.espalier.study.Interval;
import org.espalier.study.TrialState;

/** Sentences about the limitations of a model that its study's record shows. */
final class CardLimitations {

  /** Held-out rows below which the standard error of a share may exceed 0.016. */
  private static final long FEW_ROWS = 1_000;

  /** Deviation of a class's share in a fold from that in all rows that is worth a sentence. */
  private static final double SKEW = 0.05;

  private CardLimitations() {}

  static List<String> of(StudyRecord record) {
    List<String> found = new ArrayList<>();
    Summary summary = record.summary();
    if (summary.end().status() != StudyStatus.FINISHED) {
      found.add("The study did not finish as planned: %s.".formatted(summary.end().reason()));
    }
    int scored = summary.search().trials().getOrDefault(TrialState.COMPLETED, 0);
    if (scored > 1) {
      found.add(
          ("The cross-validated score is that of the best of %,d completed trials, on the rows that"
                  + " chose it: it is optimistic.")
              .formatted(scored));
    }
    rows(record.opened().folds(), found);
    if (summary.result().refit().filter(ModelRefit::isDone).isPresent()) {
      found.add(
          "It was fitted on all rows after the scores were measured, so no score is its own.");
    }
    gain(summary.result(), found);
    int failed = summary.search().trials().getOrDefault(TrialState.FAILED, 0);
    if (failed > 0) {
      found.add(
          "A part of the space is untried: %s failed.".formatted(CountedNoun.of(failed, "trial")));
    }
    if (!summary.provenance().reproducible()) {
      String causes = String.join("; ", summary.provenance().causes());
      found.add("A second run may choose another model: %s.".formatted(causes));
    }
    return found;
  }

  private static void rows(StudyEvent.Folds folds, List<String> found) {
    if (folds.heldOutRows() == 0) {
      found.add("No rows were held out: no score is on rows that the choice had not seen.");
    } else if (folds.heldOutRows() < FEW_ROWS) {
      found.add(
          "There are only %s: the score on them is uncertain."
              .formatted(CountedNoun.of(folds.heldOutRows(), "held-out row")));
    }
    if (folds.largestSkew() > SKEW) {
      found.add(
          "The share of a class in a fold deviates by up to %s from that in all rows."
              .formatted(FormattedNumber.percent(folds.largestSkew()).text()));
    }
  }

  private static void gain(Summary.Result result, List<String> found) {
    Optional<Summary.Improvement> improvement = result.improvement();
    Optional<Integer> winner = result.winner().map(Summary.Standing::trial);
    if (improvement.isEmpty()) {
      found.add("There is no baseline to compare it with.");
    } else if (winner.equals(result.baseline().map(Summary.Standing::trial))) {
      found.add("It is the baseline itself: nothing that was tried is better.");
    } else if (improvement.get().interval().filter(Interval::holdsZero).isPresent()) {
      found.add("Its gain over the baseline on held-out rows may be noise: the interval holds 0.");
    } else if (improvement.get().heldOut().orElse(improvement.get().crossValidated()) <= 0) {
      found.add("It is no better than the baseline.");
    }
  }
}
