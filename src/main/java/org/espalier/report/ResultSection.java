package org.espalier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.report.view.Comparison;
import org.espalier.report.view.Contender;
import org.espalier.report.view.FormattedNumber;
import org.espalier.report.view.ScoreAxis;
import org.espalier.report.view.ShownSetting;
import org.espalier.report.view.StudyReport;

/** Section of the page with the result: the winner and the baseline. */
final class ResultSection {

  /** Line of the table of scores: a contender, or the difference of the two. */
  private record ContenderRow(
      String css,
      String title,
      String note,
      FormattedNumber mean,
      Optional<FormattedNumber> stdError,
      Optional<FormattedNumber> heldOut,
      String folds) {

    static ContenderRow of(String title, Contender one) {
      return new ContenderRow(
          one.role(), title, one.name(), one.mean(), one.stdError(), one.heldOut(), one.range());
    }

    static ContenderRow of(Comparison comparison, FormattedNumber gain) {
      return new ContenderRow(
          "difference",
          "Difference",
          "positive is better",
          gain,
          Optional.empty(),
          comparison.heldOutGain(),
          "better on %d of %d".formatted(comparison.foldsBetter(), comparison.gains().size()));
    }
  }

  private ResultSection() {}

  static void print(Html page, StudyReport report) {
    page.section("result", "Result");
    page.element("p", report.result().verdict().headline(), "class", "headline").line();
    for (String note : report.result().verdict().notes()) {
      page.element("p", note, "class", "note").line();
    }
    report.result().comparison().ifPresent(comparison -> print(page, report, comparison));
    report.result().leader().ifPresent(leader -> leader(page, leader));
    states(page, report);
    page.endSection();
  }

  private static void print(Html page, StudyReport report, Comparison comparison) {
    table(page, report, comparison);
    if (comparison.winner().scores().size() > 1) {
      page.open("figure").line();
      Map<String, List<Double>> scores = new LinkedHashMap<>();
      scores.put("Winner", comparison.winner().scores());
      comparison.baseline().ifPresent(baseline -> scores.put("Baseline", baseline.scores()));
      page.chart(folds(described(report, comparison), scores).named("result"));
      page.element(
          "figcaption",
          "Scores by fold, in %s. A bar is the mean; a line joins the same fold."
              .formatted(report.metric()));
      page.close("figure").line();
    }
    page.open("div", "class", "contenders").line();
    contender(page, "The winner’s configuration", comparison.winner());
    comparison.baseline().ifPresent(b -> contender(page, "The baseline’s configuration", b));
    page.close("div").line();
  }

  /**
   * Chart of scores by fold.
   *
   * @param scores scores by the name of their row
   */
  static Chart folds(String described, Map<String, List<Double>> scores) {
    List<Double> all = scores.values().stream().flatMap(List::stream).toList();
    return Chart.of(
        "folds",
        described,
        Json.object(
            "axis",
            ScoreAxis.around(all),
            "lines",
            scores.entrySet().stream()
                .map(line -> Json.object("name", line.getKey(), "scores", line.getValue()))
                .toList()));
  }

  private static void leader(Html page, Contender leader) {
    page.open("div", "class", "contenders").line();
    contender(page, "The best configuration so far", leader);
    page.close("div").line();
  }

  private static void table(Html page, StudyReport report, Comparison comparison) {
    List<ContenderRow> lines = new ArrayList<>();
    lines.add(ContenderRow.of("Winner", comparison.winner()));
    comparison.baseline().ifPresent(baseline -> lines.add(ContenderRow.of("Baseline", baseline)));
    comparison.gain().ifPresent(gain -> lines.add(ContenderRow.of(comparison, gain)));
    PageTable<ContenderRow> table =
        new PageTable<ContenderRow>()
            .column(
                "",
                "",
                (p, line) ->
                    p.open("th", "scope", "row")
                        .text(line.title())
                        .element("small", line.note())
                        .close("th"));
    String score = report.hasFolds() ? "Mean over folds" : "Score";
    table.scores(
        report.isOfFunction() ? score : "Cross-validated",
        line -> Optional.of(line.mean()),
        ContenderRow::stdError);
    if (!report.isOfFunction()) {
      table.scores("Held-out", ContenderRow::heldOut);
    }
    if (report.hasFolds()) {
      table.column(
          "n", "Folds, low to high", (p, line) -> p.element("td", line.folds(), "class", "n"));
    }
    String error = "; ± is the standard error of the mean over folds";
    String caption = "Scores in " + report.metric() + (report.hasFolds() ? error : "");
    table.print(page, "compare", caption, lines, ContenderRow::css);
  }

  private static String described(StudyReport report, Comparison comparison) {
    Contender winner = comparison.winner();
    return "Scores by fold in %s: winner %s%s."
        .formatted(
            report.metric(),
            winner.range(),
            comparison.baseline().map(b -> ", baseline " + b.range()).orElse(""));
  }

  private static void contender(Html page, String title, Contender contender) {
    page.open("div", "class", "contender " + contender.role()).element("h3", title);
    page.element("p", contender.name(), "class", "muted").line();
    settings(page, contender.configuration());
    page.close("div").line();
  }

  private static void states(Html page, StudyReport report) {
    page.element("h3", "Trials by state").line().open("ul", "class", "states");
    report
        .header()
        .states()
        .forEach(
            (state, count) -> {
              page.open("li").element("strong", FormattedNumber.count(count).text());
              page.text(" ").element("span", state, "class", "state " + state).close("li");
            });
    page.close("ul").line();
  }

  /** Parameters and their values. */
  private static void settings(Html page, List<ShownSetting> settings) {
    if (settings.isEmpty()) {
      page.element("p", "No parameters.", "class", "muted").line();
      return;
    }
    page.open("dl", "class", "settings");
    for (ShownSetting setting : settings) {
      page.open("div").element("dt", setting.name());
      page.open("dd").quantity(setting.value()).close("dd").close("div");
    }
    page.close("dl").line();
  }
}
