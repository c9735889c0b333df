package org.espalier.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.espalier.analysis.Workflow;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.report.view.DisplayLabels;
import org.espalier.report.view.StudyReport;

/**
 * Page about a study: one HTML file without external resources.
 *
 * <p>Its content security policy allows only the two scripts whose digests it names, and no
 * requests.
 */
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
    return print(StudyReport.of(record), stages, Assets.bundled());
  }

  static String print(StudyReport report, List<Workflow.Stage> stages, Assets assets) {
    Html page = open(report.header().title(), assets);
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
    return close(page, ChartData.of(report), assets);
  }

  /** A page up to the beginning of its body. */
  static Html open(String title, Assets assets) {
    Html page = new Html().own("<!DOCTYPE html>").line().open("html", "lang", "en").line();
    page.open("head").line().open("meta", "charset", "utf-8").line();
    page.open("meta", "http-equiv", "Content-Security-Policy", "content", policy(assets)).line();
    page.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    page.open("meta", "name", "color-scheme", "content", "light dark").line();
    page.open("link", "rel", "icon", "href", "data:,").line();
    page.element("title", title + " · Espalier").line();
    page.open("style").own(assets.style()).close("style").line();
    return page.close("head").line().open("body").line();
  }

  /** The page with the data of its charts and its scripts. */
  static String close(Html page, Map<String, Object> data, Assets assets) {
    page.open("script", "type", "application/json", "id", "chart-data");
    page.own(Json.of(data)).close("script").line();
    page.open("script").own(assets.library()).close("script").line();
    page.open("script").own(assets.script()).close("script").line();
    return page.close("body").line().close("html").line().toString();
  }

  /** Inline styles are allowed, as charts set their own; scripts must be the ones named. */
  private static String policy(Assets assets) {
    StringBuilder policy = new StringBuilder("default-src 'none'; style-src 'unsafe-inline'; ");
    policy.append("img-src data:; base-uri 'none'; form-action 'none'; script-src");
    for (String script : List.of(assets.library(), assets.script())) {
      policy.append(" 'sha256-").append(digest(script)).append("'");
    }
    return policy.toString();
  }

  static String digest(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
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
