package org.espalier.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.journal.StudyRecord;
import org.espalier.numeric.CountedNoun;
import org.espalier.study.EntryPoint;
import org.espalier.study.Fidelity;
import org.espalier.study.RungLadder;

/**
 * Words for the rungs of a study, each with the resources that differ between rungs.
 *
 * @param isOfFunction true if cells are calls of a function, which have steps in place of rows
 */
public record RungText(RungLadder ladder, boolean isOfFunction) {

  public RungText(StudyRecord record) {
    this(
        record.opened().setup().ladder(),
        record.opened().request().entryPoint() == EntryPoint.FUNCTION);
  }

  /** Rung with its resources: at rung 0 of 2 (1,000 of 9,000 training rows). */
  public String at(int rung) {
    int top = ladder().top();
    if (rung == top) {
      return isOfFunction ? "in full" : "on all folds and rows";
    }
    return "at rung %d of %d (%s)".formatted(rung, top, String.join(", ", shares(rung)));
  }

  /** Resources of a rung that are less than in full. */
  private List<String> shares(int rung) {
    Fidelity here = ladder().rung(rung);
    Fidelity full = ladder().rung(ladder().top());
    List<String> parts = new ArrayList<>();
    if (here.rows() < full.rows()) {
      parts.add(share(here.rows(), full.rows(), "training row"));
    }
    if (here.folds() < full.folds()) {
      parts.add(share(here.folds(), full.folds(), "fold"));
    }
    int iterations = here.iterations().orElse(1);
    int all = full.iterations().orElse(1);
    if (iterations < all) {
      parts.add(share(iterations, all, isOfFunction ? "step" : "iteration"));
    }
    return parts;
  }

  private static String share(long here, long full, String thing) {
    return String.format(Locale.ROOT, "%,d of %s", here, CountedNoun.of(full, thing));
  }
}
