package org.espalier.report;

import static org.espalier.report.SectionFrame.number;
import static org.espalier.report.SectionFrame.text;

import java.util.ArrayList;
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
    SectionFrame.open(page, "trials", "Trials");
    List<String[]> headings = new ArrayList<>();
    headings.add(number("Trial"));
    headings.add(text("State"));
    headings.add(number(report.hasFolds() ? "Score ± std. error" : "Score"));
    if (!report.header().learners().isEmpty()) {
      headings.add(text("Learner"));
    }
    headings.add(text("Configuration"));
    List.of("Rung", "Folds", "Task time (s)").forEach(heading -> headings.add(number(heading)));
    List.of("Origin", "Reason").forEach(heading -> headings.add(text(heading)));
    SectionFrame.openTable(
        page, "trials sortable", "All trials; scores in " + report.metric(), headings);
    report.trials().forEach(trial -> row(page, report, trial));
    SectionFrame.closeTable(page);
    SectionFrame.close(page);
  }

  /** Prints the failures, by reason. */
  static void failures(Html page, StudyReport report) {
    if (report.failures().isEmpty()) {
      return;
    }
    SectionFrame.open(page, "failures", "Failures");
    List<String[]> headings =
        List.of(text("State"), number("Trials"), text("Reason"), text("Trial numbers"));
    SectionFrame.openTable(page, "failures", "Trials without a result, by reason", headings);
    for (FailureGroup group : report.failures()) {
      page.open("tr").open("td").element("span", group.state(), "class", "state " + group.state());
      page.close("td").number("td", FormattedNumber.count(group.trials().size()));
      page.element("td", group.reason(), "class", "reason");
      page.element(
          "td", group.trials().stream().map(String::valueOf).collect(Collectors.joining(", ")));
      page.close("tr").line();
    }
    SectionFrame.closeTable(page);
    SectionFrame.close(page);
  }

  private static void row(Html page, StudyReport report, TrialLine trial) {
    page.open("tr", "class", trial.role());
    page.open(
        "th", "scope", "row", "class", "n", "data-value", String.valueOf(trial.row().trial()));
    page.text(String.valueOf(trial.row().trial())).close("th");
    page.open("td");
    page.element("span", trial.state(), "class", "state " + trial.state());
    if (!trial.role().isEmpty()) {
      String role = trial.role().equals("leader") ? "best so far" : trial.role();
      page.text(" ").element("span", role, "class", "role");
    }
    page.close("td");
    trial
        .score()
        .ifPresentOrElse(
            score ->
                trial
                    .stdError()
                    .ifPresentOrElse(
                        error -> SectionFrame.score(page, score, error),
                        () -> page.number("td", score)),
            () -> SectionFrame.none(page));
    if (!report.header().learners().isEmpty()) {
      page.open("td", "class", "learner");
      SectionFrame.swatch(page, report, trial.row().candidate().learner());
      page.text(trial.row().candidate().learner()).close("td");
    }
    page.open("td", "class", "configuration");
    for (int i = 0; i < trial.configuration().size(); i++) {
      ShownSetting setting = trial.configuration().get(i);
      page.text(i == 0 ? "" : " ").open("span", "class", "pair");
      page.element("span", setting.name(), "class", "muted").text(" ");
      page.quantity(setting.value()).close("span");
    }
    page.close("td");
    page.number("td", FormattedNumber.count(trial.row().evaluation().rung()));
    page.number("td", FormattedNumber.count(trial.row().evaluation().folds()));
    page.number("td", FormattedNumber.fixed(trial.row().work().taskSeconds(), 1));
    page.element("td", trial.row().candidate().origin());
    page.element("td", trial.row().reason(), "class", "reason");
    page.close("tr").line();
  }
}
