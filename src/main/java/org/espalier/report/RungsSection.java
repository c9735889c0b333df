package org.espalier.report;

import static org.espalier.report.SectionFrame.number;
import static org.espalier.report.SectionFrame.text;

import java.util.ArrayList;
import java.util.List;
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
    SectionFrame.open(page, "rungs", "Rungs");
    List<String[]> headings = new ArrayList<>();
    headings.add(number("Rung"));
    if (!report.isOfFunction()) {
      headings.add(number("Rows per fold"));
    }
    headings.add(number("Folds"));
    if (report.pruning().rungs().get(0).fidelity().iterations().isPresent()) {
      headings.add(number(report.isOfFunction() ? "Steps" : "Iterations"));
    }
    boolean partly =
        report.pruning().rungs().stream().anyMatch(rung -> rung.validation().isPresent());
    if (partly) {
      headings.add(number("Validated on"));
    }
    List.of("Share of full work", "Trials").forEach(heading -> headings.add(number(heading)));
    headings.add(text(""));
    List.of("Promoted or completed", "Pruned", "Failed", "Task time (s)")
        .forEach(heading -> headings.add(number(heading)));
    SectionFrame.openTable(page, "rungs", "Trials at each rung", headings);
    int most =
        report.pruning().rungs().stream().mapToInt(rung -> rung.trials().reached()).max().orElse(1);
    report.pruning().rungs().forEach(rung -> row(page, report, rung, partly, Math.max(1, most)));
    SectionFrame.closeTable(page);
    if (report.header().states().containsKey("pruned")) {
      page.element("h3", "Savings by pruning").line();
      report.pruning().savings().sentences().forEach(said -> page.element("p", said).line());
    }
    SectionFrame.close(page);
  }

  /**
   * @param partly true if some rung validates on part of a fold
   */
  private static void row(Html page, StudyReport report, RungLine rung, boolean partly, int most) {
    page.open("tr").element("th", String.valueOf(rung.rung()), "scope", "row", "class", "n");
    if (!report.isOfFunction()) {
      page.number("td", FormattedNumber.count(rung.fidelity().rows()));
    }
    page.number("td", FormattedNumber.count(rung.fidelity().folds()));
    rung.fidelity()
        .iterations()
        .ifPresent(count -> page.number("td", FormattedNumber.count(count)));
    if (partly) {
      rung.validation()
          .ifPresentOrElse(
              rows -> page.number("td", rows), () -> page.element("td", "all", "class", "n"));
    }
    page.number("td", FormattedNumber.percent(rung.share()));
    page.number("td", FormattedNumber.count(rung.trials().reached()));
    page.open("td", "class", "bars").open("div", "class", "bar", "aria-hidden", "true");
    part(page, "on", rung.trials().wentOn(), most);
    part(page, "off", rung.trials().pruned(), most);
    part(page, "failed", rung.trials().failed(), most);
    page.close("div").close("td");
    page.number("td", FormattedNumber.count(rung.trials().wentOn()));
    page.number("td", FormattedNumber.count(rung.trials().pruned()));
    page.number("td", FormattedNumber.count(rung.trials().failed()));
    page.number("td", FormattedNumber.fixed(rung.taskSeconds(), 1));
    page.close("tr").line();
  }

  private static void part(Html page, String css, int count, int most) {
    if (count > 0) {
      int permille = count * 1000 / most;
      String width = "width:%d.%d%%".formatted(permille / 10, permille % 10);
      page.element("span", "", "class", css, "style", width);
    }
  }
}
