package org.espalier.report;

import java.util.List;
import org.espalier.analysis.Workflow;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.report.view.DisplayLabels;
import org.espalier.report.view.StudyReport;

/** Page about a study: one HTML file without external resources. */
public final class ReportPage {

  private ReportPage() {}

  /**
   * The page, to be written as UTF-8.
   *
   * @param record of any study, finished or not
   */
  public static String of(StudyRecord record) {
    return of(record, List.of());
  }

  /**
   * The page of a study that may be the last one of a workflow.
   *
   * @param stages stages of the workflow; none for any other study
   */
  public static String of(StudyRecord record, List<Workflow.Stage> stages) {
    return print(StudyReport.of(record), stages, Assets.ofStudy());
  }

  static String print(StudyReport report, List<Workflow.Stage> stages, Assets assets) {
    Html page = new Html();
    header(page, report);
    page.open("main").line();
    ResultSection.print(page, report);
    WorkflowSection.print(page, stages, report.metric());
    HeldOutSection.print(page, report);
    ReproduceSection.settings(page, report);
    SearchSection.print(page, report);
    PlotsSection.importance(page, report);
    PlotsSection.parameters(page, report);
    RungsSection.print(page, report);
    PlotsSection.curves(page, report);
    TrialsSection.print(page, report);
    TrialsSection.failures(page, report);
    PlotsSection.timeline(page, report);
    DataSection.print(page, report);
    ReproduceSection.print(page, report);
    ReproduceSection.words(page, report);
    page.close("main").line();
    return PageFile.of(report.header().title(), page, TrialsSection.data(report), assets);
  }

  private static void header(Html page, StudyReport report) {
    StudyStatus status = report.record().summary().end().status();
    page.open("header", "class", "top").line();
    page.element("p", "Espalier study", "class", "overline").line();
    page.open("h1").text(report.header().title()).text(" ");
    String css =
        status == StudyStatus.FINISHED || status == StudyStatus.RUNNING
            ? "status good"
            : "status bad";
    page.element("span", DisplayLabels.status(status.key()), "class", css);
    page.close("h1").line().open("ul", "class", "facts").line();
    report.header().facts().forEach(fact -> page.element("li", fact).line());
    page.open("li").element("a", "words of this page", "href", "#words").close("li").line();
    page.close("ul").line().close("header").line();
  }
}
