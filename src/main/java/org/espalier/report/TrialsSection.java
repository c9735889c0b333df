package org.espalier.report;

import java.util.List;
import java.util.stream.Collectors;
import org.espalier.report.view.FailureGroup;
import org.espalier.report.view.FormattedNumber;
import org.espalier.report.view.ShownSetting;
import org.espalier.report.view.StudyReport;
import org.espalier.report.view.TrialLine;

/** Sections of the page with all trials, and with their failures. */
final class TrialsSection {

  private TrialsSection() {}

  /** Prints all trials; scripts make the table sortable and searchable. */
  static void print(Html page, StudyReport report) {
    if (report.trials().isEmpty()) {
      return;
    }
    page.section("trials", "Trials");
    table(report)
        .print(
            page,
            "trials sortable",
            "All trials; scores in " + report.metric(),
            report.trials(),
            TrialLine::role);
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

  private static PageTable<TrialLine> table(StudyReport report) {
    PageTable<TrialLine> table =
        new PageTable<TrialLine>()
            .column(
                "n", "Trial", (page, trial) -> number(page, String.valueOf(trial.row().trial())))
            .column("", "State", TrialsSection::state)
            .scores(
                report.hasFolds() ? "Score ± std. error" : "Score",
                TrialLine::score,
                TrialLine::stdError);
    if (!report.header().learners().isEmpty()) {
      table.column(
          "", "Learner", (page, trial) -> learner(page, report, trial.row().candidate().learner()));
    }
    return table
        .column("", "Configuration", (page, trial) -> configuration(page, trial.configuration()))
        .number("Rung", trial -> FormattedNumber.count(trial.row().evaluation().rung()))
        .number("Folds", trial -> FormattedNumber.count(trial.row().evaluation().folds()))
        .number(
            "Task time (s)", trial -> FormattedNumber.fixed(trial.row().work().taskSeconds(), 1))
        .text("", "Origin", trial -> trial.row().candidate().origin())
        .text("reason", "Reason", trial -> trial.row().reason());
  }

  private static void number(Html page, String number) {
    page.open("th", "scope", "row", "class", "n", "data-value", number).text(number).close("th");
  }

  private static void state(Html page, TrialLine trial) {
    state(page.open("td"), trial.state());
    if (!trial.role().isEmpty()) {
      String role = trial.role().equals("leader") ? "best so far" : trial.role();
      page.text(" ").element("span", role, "class", "role");
    }
    page.close("td");
  }

  private static void learner(Html page, StudyReport report, String learner) {
    page.open("td", "class", "learner");
    SearchSection.swatch(page, report, learner);
    page.text(learner).close("td");
  }

  private static void configuration(Html page, List<ShownSetting> settings) {
    page.open("td", "class", "configuration");
    for (int i = 0; i < settings.size(); i++) {
      page.text(i == 0 ? "" : " ").open("span", "class", "pair");
      page.element("span", settings.get(i).name(), "class", "muted").text(" ");
      page.quantity(settings.get(i).value()).close("span");
    }
    page.close("td");
  }
}
