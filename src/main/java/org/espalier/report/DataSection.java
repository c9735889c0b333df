package org.espalier.report;

import static org.espalier.report.SectionFrame.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.journal.StudyEvent.Folds;
import org.espalier.numeric.Counted;
import org.espalier.report.view.Comparison;
import org.espalier.report.view.Contender;
import org.espalier.report.view.FormattedNumber;
import org.espalier.report.view.StudyReport;

/** Section of the page about folds: their sizes, and the scores on each. */
final class DataSection {

  private DataSection() {}

  static void print(Html page, StudyReport report) {
    Folds folds = report.record().opened().folds();
    if (report.isOfFunction() && !report.hasFolds()) {
      return; // a single call, which the other sections show
    }
    SectionFrame.open(page, "data", "Folds");
    page.element(
            "p",
            report.isOfFunction()
                ? "Each fold is a call of the function; a score is the mean over the folds."
                : sentence(folds))
        .line();
    if (!folds.sizes().isEmpty()) {
      table(page, report, folds);
    }
    SectionFrame.close(page);
  }

  private static String sentence(Folds folds) {
    String rule =
        switch (folds.rule()) {
          case "hash" -> "Each row’s fold follows from a hash of its key and the seed";
          case "spark" -> "Rows were assigned to folds as by Spark’s CrossValidator";
          default -> "Rows were assigned to folds by the rule “%s”".formatted(folds.rule());
        };
    String heldOut =
        folds.heldOutRows() == 0
            ? "no rows were held out"
            : "%s held out".formatted(Counted.of(folds.heldOutRows(), "row"));
    return "%s: %s in %s, %s. Largest skew of a class over folds: %s."
        .formatted(
            rule,
            Counted.of(folds.trainingRows(), "training row"),
            Counted.of(folds.sizes().size(), "fold"),
            heldOut,
            FormattedNumber.percent(folds.largestSkew()).text());
  }

  private static void table(Html page, StudyReport report, Folds folds) {
    Optional<Comparison> comparison = report.result().comparison();
    Optional<Contender> baseline = comparison.flatMap(Comparison::baseline);
    List<String[]> headings = new ArrayList<>();
    headings.add(number("Fold"));
    if (!report.isOfFunction()) {
      headings.add(number("Validation rows"));
    }
    comparison.ifPresent(c -> headings.add(number("Winner")));
    baseline.ifPresent(
        b -> {
          headings.add(number("Baseline"));
          headings.add(number("Difference"));
        });
    SectionFrame.openTable(page, "folds", "Folds; scores in " + report.metric(), headings);
    for (int fold = 0; fold < folds.sizes().size(); fold++) {
      int f = fold;
      page.open("tr").element("th", String.valueOf(fold), "scope", "row", "class", "n");
      if (!report.isOfFunction()) {
        page.number("td", FormattedNumber.count(folds.sizes().get(fold)));
      }
      comparison.ifPresent(c -> score(page, report, c.winner().scores(), f));
      baseline.ifPresent(b -> score(page, report, b.scores(), f));
      comparison
          .filter(c -> f < c.gains().size())
          .ifPresent(c -> page.number("td", c.gains().get(f)));
      page.close("tr").line();
    }
    SectionFrame.closeTable(page);
  }

  private static void score(Html page, StudyReport report, List<Double> scores, int fold) {
    if (fold < scores.size()) {
      page.number("td", FormattedNumber.fixed(scores.get(fold), report.decimals()));
    } else {
      page.element("td", "–", "class", "n");
    }
  }
}
