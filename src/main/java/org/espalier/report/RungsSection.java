package org.espalier.report;

import static org.espalier.report.view.FormattedNumber.count;

import java.util.List;
import java.util.stream.Collectors;
import org.espalier.report.view.FormattedNumber;
import org.espalier.report.view.RungLine;
import org.espalier.report.view.StudyReport;

/** Section of the page about rungs: promotions, and what pruning saved. */
final class RungsSection {

  private RungsSection() {}

  static void print(Html page, StudyReport report) {
    if (report.pruning().rungs().size() < 2) {
      return;
    }
    page.section("rungs", "Rungs");
    page.open("figure").element("figcaption", "Trials from rung to rung, and where they left.");
    page.chart(Chart.of("flow", described(report), report.pruning().flow().links()))
        .close("figure")
        .line();
    table(report).print(page, "rungs", "Trials at each rung", report.pruning().rungs(), rung -> "");
    if (report.header().states().containsKey("pruned")) {
      page.element("h3", "Savings by pruning").line();
      report.pruning().savings().sentences().forEach(said -> page.element("p", said).line());
    }
    page.endSection();
  }

  private static String described(StudyReport report) {
    return report.pruning().flow().links().stream()
        .map(link -> "%s to %s: %d".formatted(link.from(), link.to(), link.trials()))
        .collect(Collectors.joining("; ", "", "."));
  }

  private static PageTable<RungLine> table(StudyReport report) {
    List<RungLine> rungs = report.pruning().rungs();
    int most = rungs.stream().mapToInt(rung -> rung.trials().reached()).max().orElse(1);
    PageTable<RungLine> table = new PageTable<RungLine>().rows("Rung", RungLine::rung);
    if (!report.isOfFunction()) {
      table.number("Rows per fold", rung -> count(rung.fidelity().rows()));
    }
    table.number("Folds", rung -> count(rung.fidelity().folds()));
    if (rungs.get(0).fidelity().iterations().isPresent()) {
      table.column(
          "n",
          report.isOfFunction() ? "Steps" : "Iterations",
          (page, rung) ->
              rung.fidelity().iterations().ifPresent(steps -> page.number(count(steps))));
    }
    if (rungs.stream().anyMatch(rung -> rung.validation().isPresent())) {
      table.column(
          "n",
          "Validated on",
          (page, rung) ->
              rung.validation()
                  .ifPresentOrElse(
                      rows -> page.number(rows), () -> page.element("td", "all", "class", "n")));
    }
    return table
        .number("Share of full work", rung -> FormattedNumber.percent(rung.share()))
        .number("Trials", rung -> count(rung.trials().reached()))
        .column("", "", (page, rung) -> bar(page, rung.trials(), Math.max(1, most)))
        .number("Promoted or completed", rung -> count(rung.trials().wentOn()))
        .number("Pruned", rung -> count(rung.trials().pruned()))
        .number("Failed", rung -> count(rung.trials().failed()))
        .number("Task time (s)", rung -> FormattedNumber.fixed(rung.taskSeconds(), 1));
  }

  private static void bar(Html page, RungLine.Trials trials, int most) {
    page.open("td", "class", "bars").open("div", "class", "bar", "aria-hidden", "true");
    part(page, "on", trials.wentOn(), most);
    part(page, "off", trials.pruned(), most);
    part(page, "failed", trials.failed(), most);
    page.close("div").close("td");
  }

  private static void part(Html page, String css, int count, int most) {
    if (count > 0) {
      int permille = count * 1000 / most;
      String width = "width:%d.%d%%".formatted(permille / 10, permille % 10);
      page.element("span", "", "class", css, "style", width);
    }
  }
}
