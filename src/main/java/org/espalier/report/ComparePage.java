package org.espalier.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.report.view.Contender;
import org.espalier.report.view.DisplayLabels;
import org.espalier.report.view.FormattedNumber;
import org.espalier.report.view.ScoreAxis;
import org.espalier.report.view.StudyComparison;

/** Page that compares several studies side by side: one HTML file without external resources. */
public final class ComparePage {
  private ComparePage() {}

  /** The page, to be written as UTF-8. */
  public static String of(StudyComparison comparison) {
    String title = "%d studies compared".formatted(comparison.lines().size());
    Html page = new Html();
    page.open("header", "class", "top").line();
    page.element("p", "Espalier comparison", "class", "overline").line();
    page.element("h1", title).close("header").line().open("main").line();
    page.section("result", "Result");
    for (String sentence : comparison.sentences()) {
      page.element("p", sentence).line();
    }
    table(page, comparison);
    page.open("figure");
    String described = "Best score so far by task time, a line for each study.";
    page.chart(Chart.of("race", described, race(comparison)));
    page.element(
        "figcaption",
        "Best %s so far by task time; the same time costs the same."
            .formatted(comparison.metric()));
    page.close("figure").line();
    page.endSection();
    rows(page, "settings", "Settings that differ", comparison.names(), comparison.settings());
    rows(
        page,
        "configurations",
        "Best configurations",
        comparison.names(),
        comparison.configurations());
    page.close("main").line();
    Map<String, Object> data =
        Json.object("metric", comparison.metric(), "decimals", comparison.decimals());
    return PageFile.of(title, page, data, Assets.ofComparison());
  }

  private static void table(Html page, StudyComparison comparison) {
    new PageTable<StudyComparison.Line>()
        .column(
            "",
            "Study",
            (p, line) ->
                p.open("th", "scope", "row")
                    .text(line.study().name())
                    .element("small", line.best().map(Contender::name).orElse("no result"))
                    .close("th"))
        .text(
            "",
            "Status",
            line -> DisplayLabels.status(line.study().record().summary().end().status().key()))
        .scores(
            "Score ± std. error",
            line -> line.best().map(Contender::mean),
            line -> line.best().flatMap(Contender::stdError))
        .scores(
            "Difference ± std. error",
            StudyComparison.Line::difference,
            StudyComparison.Line::stdError)
        .scores("Held-out", line -> line.best().flatMap(Contender::heldOut))
        .number("Trials", line -> FormattedNumber.count(line.study().record().trials().size()))
        .number(
            "Task time (s)",
            line -> FormattedNumber.fixed(line.study().record().summary().cost().taskSeconds(), 1))
        .number(
            "Wall time (s)",
            line -> FormattedNumber.fixed(line.study().record().summary().cost().wallSeconds(), 1))
        .print(
            page,
            "compare",
            "Scores in %s; differences to the first, positive is better"
                .formatted(comparison.metric()),
            comparison.lines(),
            line -> "");
  }

  private static void rows(
      Html page,
      String id,
      String title,
      List<String> names,
      Map<String, List<Optional<String>>> rows) {
    page.section(id, title);
    if (rows.isEmpty()) {
      page.element("p", "None.", "class", "note").line();
    } else {
      PageTable<Map.Entry<String, List<Optional<String>>>> table =
          new PageTable<Map.Entry<String, List<Optional<String>>>>()
              .column("", "", (p, row) -> p.element("th", row.getKey(), "scope", "row"));
      for (int i = 0; i < names.size(); i++) {
        int study = i;
        table.text("reason", names.get(i), row -> row.getValue().get(study).orElse("–"));
      }
      table.print(page, "compare", "By study", List.copyOf(rows.entrySet()), row -> "");
    }
    page.endSection();
  }

  private static Map<String, Object> race(StudyComparison comparison) {
    List<Double> scores =
        comparison.lines().stream()
            .flatMap(line -> line.incumbents().stream())
            .map(StudyComparison.Incumbent::score)
            .toList();
    return Json.object(
        "axis",
        ScoreAxis.of(scores, comparison.objective().direction()),
        "lines",
        comparison.lines().stream().map(ComparePage::line).toList());
  }

  private static Map<String, Object> line(StudyComparison.Line line) {
    return Json.object(
        "name",
        line.study().name(),
        "seconds",
        line.study().record().summary().cost().taskSeconds(),
        "incumbents",
        line.incumbents());
  }
}
