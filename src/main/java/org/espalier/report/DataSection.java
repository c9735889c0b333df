package org.espalier.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.espalier.journal.StudyEvent.Folds;
import org.espalier.numeric.CountedNoun;
import org.espalier.report.view.Comparison;
import org.espalier.report.view.Contender;
import org.espalier.report.view.FormattedNumber;
import org.espalier.report.view.LeadingTrials;
import org.espalier.report.view.StudyReport;

/** Section of the page about folds: their sizes, and the scores on each. */
final class DataSection {

  private DataSection() {}

  static void print(Html page, StudyReport report) {
    Folds folds = report.record().opened().folds();
    if (report.isOfFunction() && !report.hasFolds()) {
      return; // a single call, which the other sections show
    }
    page.section("data", "Folds");
    page.element(
            "p",
            report.isOfFunction()
                ? "Each fold is a call of the function; a score is the mean over the folds."
                : sentence(folds))
        .line();
    if (!folds.sizes().isEmpty()) {
      List<Integer> numbers = IntStream.range(0, folds.sizes().size()).boxed().toList();
      String caption = "Folds; scores in " + report.metric();
      table(report, folds).print(page, "folds", caption, numbers, fold -> "");
    }
    report.result().finalists().ifPresent(finalists -> finalists(page, report, finalists));
    page.endSection();
  }

  /** Best trials side by side, fold by fold. */
  private static void finalists(Html page, StudyReport report, LeadingTrials finalists) {
    page.element("h3", "The best trials, fold by fold").line().open("figure").line();
    int trials = finalists.lines().size();
    Map<String, List<Double>> scores = new LinkedHashMap<>();
    finalists.lines().forEach(line -> scores.put("Trial " + line.trial(), line.scores()));
    String described = "Scores by fold of %s.".formatted(CountedNoun.of(trials, "trial"));
    page.chart(ResultSection.folds(described, scores).named("finalists").high(40 + 38 * trials));
    page.element("figcaption", "A line joins the same fold of two trials.").close("figure").line();
    String reference = "trial " + finalists.reference();
    PageTable<LeadingTrials.Line> table =
        new PageTable<LeadingTrials.Line>().rows("Trial", LeadingTrials.Line::trial);
    if (!report.header().learners().isEmpty()) {
      table.text("", "Learner", LeadingTrials.Line::learner);
    }
    table
        .number("Mean", LeadingTrials.Line::mean)
        .scores(
            "Difference ± std. error", LeadingTrials.Line::difference, LeadingTrials.Line::stdError)
        .scores(
            "Folds better",
            line -> line.difference().map(d -> FormattedNumber.count(line.foldsBetter())))
        .print(
            page,
            "finalists",
            "Paired differences to %s over folds; positive is better".formatted(reference),
            finalists.lines(),
            line -> "");
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
            : "%s held out".formatted(CountedNoun.of(folds.heldOutRows(), "row"));
    return "%s: %s in %s, %s. Largest skew of a class over folds: %s."
        .formatted(
            rule,
            CountedNoun.of(folds.trainingRows(), "training row"),
            CountedNoun.of(folds.sizes().size(), "fold"),
            heldOut,
            FormattedNumber.percent(folds.largestSkew()).text());
  }

  private static PageTable<Integer> table(StudyReport report, Folds folds) {
    PageTable<Integer> table = new PageTable<Integer>().rows("Fold", fold -> fold);
    if (!report.isOfFunction()) {
      table.number("Validation rows", fold -> FormattedNumber.count(folds.sizes().get(fold)));
    }
    Optional<Comparison> comparison = report.result().comparison();
    comparison.ifPresent(c -> scores(table, "Winner", c.winner(), report.decimals()));
    Optional<Contender> baseline = comparison.flatMap(Comparison::baseline);
    baseline.ifPresent(b -> scores(table, "Baseline", b, report.decimals()));
    if (baseline.isPresent()) {
      List<FormattedNumber> gains = comparison.get().gains();
      table.column(
          "n",
          "Difference",
          (page, fold) ->
              gains.stream().skip(fold).findFirst().ifPresent(gain -> page.number(gain)));
    }
    return table;
  }

  private static void scores(
      PageTable<Integer> table, String heading, Contender contender, int decimals) {
    List<FormattedNumber> scores =
        contender.scores().stream().map(s -> FormattedNumber.fixed(s, decimals)).toList();
    table.scores(heading, fold -> scores.stream().skip(fold).findFirst());
  }
}
