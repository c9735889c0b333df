package org.espalier.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.espalier.report.view.FailureGroup;
import org.espalier.report.view.FormattedNumber;
import org.espalier.report.view.ParameterColumn;
import org.espalier.report.view.StudyReport;
import org.espalier.report.view.TrialColumn;
import org.espalier.study.Direction;

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

  /** Data of the trials, which the table and all charts share. */
  static Map<String, Object> data(StudyReport report) {
    Map<String, Integer> roles = new LinkedHashMap<>();
    report.trials().stream()
        .filter(line -> !line.role().isEmpty())
        .forEach(line -> roles.put(line.role(), line.row().trial()));
    Direction direction = report.record().opened().setup().objective().direction();
    Map<String, Object> data =
        Json.object(
            "metric",
            report.metric(),
            "decimals",
            report.decimals(),
            "maximize",
            direction == Direction.MAXIMIZE,
            "learners",
            report.header().learners(),
            "trials",
            Json.object(
                "roles",
                roles,
                "columns",
                report.columns().stream().map(TrialsSection::column).toList()),
            "parameters",
            report.plots().parameters().stream().map(TrialsSection::parameter).toList());
    report.result().history().ifPresent(history -> data.put("axis", history.axis()));
    return data;
  }

  private static Map<String, Object> column(TrialColumn column) {
    return Json.object(
        "name",
        column.name(),
        "heading",
        column.heading(),
        "meaning",
        column.meaning(),
        "kind",
        column.kind(),
        "decimals",
        column.decimals(),
        "shown",
        column.shown(),
        "values",
        column.kind() == TrialColumn.Kind.TEXT ? Json.coded(column.values()) : column.values());
  }

  private static Map<String, Object> parameter(ParameterColumn parameter) {
    return Json.object(
        "name",
        parameter.name(),
        "label",
        parameter.label(),
        "learner",
        parameter.learner(),
        "scale",
        parameter.scale(),
        "low",
        parameter.low(),
        "high",
        parameter.high(),
        "zero",
        parameter.zero(),
        "listed",
        parameter.listed(),
        "values",
        parameter.values());
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
