package org.espalier.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.metric.BinaryCurves;
import org.espalier.metric.Calibration;
import org.espalier.metric.ConfusionTable;
import org.espalier.metric.PermutationImportance;
import org.espalier.metric.Residuals;

/**
 * Examination of the winner's model on the held-out rows. Each part is empty where it does not
 * apply to the metric's task, or where {@link #leftOut} says why.
 *
 * @param curves of two classes
 * @param calibration of classes
 * @param confusion of classes
 * @param residuals of numbers
 * @param importance of the table's columns
 * @param leftOut sentences on parts that were left out, with the reasons
 */
public record HeldOutExamination(
    Sample sample,
    Optional<BinaryCurves> curves,
    Optional<Calibration> calibration,
    Optional<ConfusionTable> confusion,
    Optional<Residuals> residuals,
    Optional<PermutationImportance> importance,
    List<String> leftOut) {

  /**
   * Rows that were examined.
   *
   * @param rows number of rows with a prediction that were examined
   * @param heldOut number of held-out rows in all
   */
  public record Sample(long rows, long heldOut) {
    public Sample {
      if (rows < 0 || rows > heldOut) {
        throw new IllegalArgumentException("%d of %d held-out rows.".formatted(rows, heldOut));
      }
    }
  }

  public HeldOutExamination {
    leftOut = List.copyOf(leftOut);
    boolean some =
        curves.isPresent()
            || calibration.isPresent()
            || confusion.isPresent()
            || residuals.isPresent()
            || importance.isPresent();
    if (some ? sample.rows() == 0 : leftOut.isEmpty()) {
      throw new IllegalArgumentException(
          "An examination of %d rows has %s".formatted(sample.rows(), some ? "parts." : "none."));
    }
  }

  /** Copy without residuals, which tell the labels of rows. */
  public HeldOutExamination withoutResiduals(String why) {
    if (residuals.isEmpty()) {
      return this;
    }
    List<String> more = new ArrayList<>(leftOut);
    more.add(why);
    return new HeldOutExamination(
        sample, curves, calibration, confusion, Optional.empty(), importance, more);
  }

  /** Examination of which every part is left out. */
  public static HeldOutExamination without(long heldOut, String why) {
    return new HeldOutExamination(
        new Sample(0, heldOut),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(why));
  }
}
