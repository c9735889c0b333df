package org.espalier.report;

import static org.espalier.report.SectionFrame.number;
import static org.espalier.report.SectionFrame.text;

import java.util.List;
import java.util.stream.Collectors;
import org.espalier.report.view.FailureGroup;
import org.espalier.report.view.Quantity;
import org.espalier.report.view.StudyReport;

/** Section of the page about failures, by reason. */
final class FailuresSection {

  private FailuresSection() {}

  static void print(Html page, StudyReport report) {
    if (report.failures().isEmpty()) {
      return;
    }
    SectionFrame.open(page, "failures", "Failures");
    List<String[]> headings =
        List.of(text("State"), number("Trials"), text("Reason"), text("Trial numbers"));
    SectionFrame.openTable(page, "failures", "Trials without a result, by reason", headings);
    for (FailureGroup group : report.failures()) {
      page.open("tr").open("td").element("span", group.state(), "class", "state " + group.state());
      page.close("td").number("td", Quantity.count(group.trials().size()));
      page.element("td", group.reason(), "class", "reason");
      page.element(
          "td", group.trials().stream().map(String::valueOf).collect(Collectors.joining(", ")));
      page.close("tr").line();
    }
    SectionFrame.closeTable(page);
    SectionFrame.close(page);
  }
}
