package org.espalier.report;

import static org.espalier.report.SectionFrame.number;
import static org.espalier.report.SectionFrame.text;

import java.util.ArrayList;
import java.util.List;
import org.espalier.report.view.Comparison;
import org.espalier.report.view.Contender;
import org.espalier.report.view.FormattedNumber;
import org.espalier.report.view.StudyReport;

/** Section of the page with the result: the winner and the baseline. */
final class ResultSection {

  private ResultSection() {}

  static void print(Html page, StudyReport report) {
    SectionFrame.open(page, "result", "Result");
    page.element("p", report.result().verdict().headline(), "class", "headline").line();
    for (String note : report.result().verdict().notes()) {
      page.element("p", note, "class", "note").line();
    }
    report.result().comparison().ifPresent(comparison -> print(page, report, comparison));
    report.result().leader().ifPresent(leader -> leader(page, leader));
    states(page, report);
    SectionFrame.close(page);
  }

  private static void print(Html page, StudyReport report, Comparison comparison) {
    table(page, report, comparison);
    if (comparison.winner().scores().size() > 1) {
      page.open("figure").line();
      SectionFrame.chart(page, "folds", described(report, comparison));
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

  private static void leader(Html page, Contender leader) {
    page.open("div", "class", "contenders").line();
    contender(page, "The best configuration so far", leader);
    page.close("div").line();
  }

  private static void table(Html page, StudyReport report, Comparison comparison) {
    String caption = "Scores in " + report.metric();
    String error = "; ± is the standard error of the mean over folds";
    List<String[]> headings = new ArrayList<>();
    headings.add(text(""));
    if (report.isOfFunction()) {
      headings.add(number(report.hasFolds() ? "Mean over folds" : "Score"));
    } else {
      headings.add(number("Cross-validated"));
      headings.add(number("Held-out"));
    }
    if (report.hasFolds()) {
      headings.add(number("Folds, low to high"));
    }
    SectionFrame.openTable(
        page, "compare", report.hasFolds() ? caption + error : caption, headings);
    row(page, report, "Winner", comparison.winner());
    comparison.baseline().ifPresent(baseline -> row(page, report, "Baseline", baseline));
    comparison.gain().ifPresent(gain -> difference(page, report, comparison, gain));
    SectionFrame.closeTable(page);
  }

  private static void row(Html page, StudyReport report, String role, Contender contender) {
    page.open("tr", "class", contender.role()).open("th", "scope", "row").text(role);
    page.element("small", contender.name()).close("th");
    contender
        .stdError()
        .ifPresentOrElse(
            error -> SectionFrame.score(page, contender.mean(), error),
            () -> page.number("td", contender.mean()));
    if (!report.isOfFunction()) {
      contender
          .heldOut()
          .ifPresentOrElse(score -> page.number("td", score), () -> SectionFrame.none(page));
    }
    if (report.hasFolds()) {
      page.element("td", contender.range(), "class", "n");
    }
    page.close("tr").line();
  }

  private static void difference(
      Html page, StudyReport report, Comparison comparison, FormattedNumber gain) {
    page.open("tr", "class", "difference").open("th", "scope", "row").text("Difference");
    page.element("small", "positive is better").close("th");
    page.number("td", gain);
    String folds =
        "better on %d of %d".formatted(comparison.foldsBetter(), comparison.gains().size());
    if (!report.isOfFunction()) {
      comparison
          .heldOutGain()
          .ifPresentOrElse(held -> page.number("td", held), () -> SectionFrame.none(page));
    }
    if (report.hasFolds()) {
      page.element("td", folds, "class", "n");
    }
    page.close("tr").line();
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
    SectionFrame.settings(page, contender.configuration());
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
}
