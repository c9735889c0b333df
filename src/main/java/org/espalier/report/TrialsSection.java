package org.espalier.report;

import java.util.stream.Collectors;
import org.espalier.report.view.FailureGroup;
import org.espalier.report.view.FormattedNumber;
import org.espalier.report.view.StudyReport;

/** Sections of the page with all trials, and with their failures. */
final class TrialsSection {

  private TrialsSection() {}

  /** Prints the table of trials, which a script fills, sorts and filters. */
  static void print(Html page, StudyReport report) {
    if (report.trials().isEmpty()) {
      return;
    }
    page.section("trials", "Trials");
    page.element(
        "noscript", "The table of trials needs JavaScript; the file of trials has it too.");
    String caption = "Trials; scores in " + report.metric();
    page.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", caption);
    page.open("table", "class", "trials sortable", "id", "trial-table");
    page.element("caption", caption).open("thead").open("tr").close("tr").close("thead");
    page.open("tbody").close("tbody").close("table").close("div").line();
    page.endSection();
  }

  /** Prints the failures, by reason. */
  static void failures(Html page, StudyReport report) {
    if (report.failures().isEmpty()) {
      return;
    }
    page.section("failures", "Failures");
    new PageTable<FailureGroup>()
        .column("", "State", (p, group) -> state(p.open("td"), group.state()).close("td"))
        .number("Trials", group -> FormattedNumber.count(group.trials().size()))
        .text("reason", "Reason", FailureGroup::reason)
        .text("", "Trial numbers", TrialsSection::numbers)
        .print(
            page, "failures", "Trials without a result, by reason", report.failures(), group -> "");
    page.endSection();
  }

  private static String numbers(FailureGroup group) {
    return group.trials().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static Html state(Html page, String state) {
    return page.element("span", state, "class", "state " + state);
  }
}
