package org.espalier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.espalier.analysis.ScoreEstimate;
import org.espalier.analysis.Workflow;
import org.espalier.journal.Summary;
import org.espalier.numeric.Counted;
import org.espalier.report.view.DisplayLabels;
import org.espalier.report.view.FormattedNumber;

/** Page about a workflow: one HTML file without scripts, beside the folders of its studies. */
public final class WorkflowPage {

  private static final String METHOD =
      "Gain: the best of a stage less the best before it, on the same folds; ± is the standard error"
          + " of the mean difference. The best of many is partly luck: folds that the search has not"
          + " seen, and held-out rows, which no earlier stage has seen, say what is left of it. The"
          + " time of the first stage includes reading the table.";

  private record Line(int number, Workflow.Stage stage) {}

  private WorkflowPage() {}

  /** The page, to be written as UTF-8. */
  public static String of(Workflow workflow) {
    Html page = ReportPage.open(workflow.study(), Assets.ofStyle());
    page.open("header", "class", "top").line();
    page.element("p", "Espalier workflow", "class", "overline").line();
    page.element("h1", workflow.study()).line().open("ul", "class", "facts").line();
    String metric = DisplayLabels.metric(workflow.metric().name());
    List<Line> lines = new ArrayList<>();
    for (Workflow.Stage stage : workflow.stages()) {
      lines.add(new Line(lines.size() + 1, stage));
    }
    page.element("li", metric).line();
    page.element("li", Counted.of(lines.size(), "stage") + " done").line();
    page.close("ul").close("header").line().open("main").line();
    result(page, workflow, metric);
    stages(page, lines, metric);
    if (!workflow.worth().isEmpty()) {
      page.section("worth", "What each param is worth by itself");
      PlotsSection.gains(page, workflow.worth(), metric);
      page.endSection();
    }
    learned(page, lines);
    page.close("main").line();
    return page.close("body").line().close("html").line().toString();
  }

  private static void result(Html page, Workflow workflow, String metric) {
    Workflow.Stage last = workflow.stages().get(workflow.stages().size() - 1);
    page.section("result", "Result");
    page.element("p", headline(last, metric), "class", "headline").line();
    last.learned().forEach(found -> page.element("p", found, "class", "note").line());
    last.best().ifPresent(best -> configuration(page, best, last.folder()));
    page.endSection();
  }

  private static String headline(Workflow.Stage last, String metric) {
    if (last.score().isEmpty()) {
      return "No score at this stage: %s.".formatted(last.name().toLowerCase(Locale.ROOT));
    }
    String score = "%s: %s %s".formatted(last.name(), metric, last.score().get());
    return last.overDefaults()
        .map(
            over ->
                over.mean() > 0
                    ? "%s, better than the defaults by %s.".formatted(score, over)
                    : score + ", no better than the defaults.")
        .orElse(score + ".");
  }

  private static void configuration(Html page, Summary.Standing best, String folder) {
    page.open("div", "class", "contenders").line().open("div", "class", "contender winner");
    page.element("h3", "The best configuration");
    page.element(
            "p",
            "%s, trial %d of %s".formatted(best.learner(), best.trial(), folder),
            "class",
            "muted")
        .line();
    page.open("dl", "class", "settings");
    for (Map.Entry<String, Object> setting : best.configuration().entrySet()) {
      page.open("div").element("dt", setting.getKey()).open("dd");
      page.quantity(FormattedNumber.value(setting.getValue())).close("dd").close("div");
    }
    page.close("dl").close("div").close("div").line();
  }

  private static void stages(Html page, List<Line> lines, String metric) {
    page.section("stages", "Gain and cost of each stage");
    GainBars bars =
        GainBars.of(lines.stream().flatMap(line -> line.stage().gain().stream()).toList());
    PageTable<Line> table = new PageTable<Line>().column("", "Stage", WorkflowPage::name);
    estimates(table, DisplayLabels.capital(metric), Workflow.Stage::score);
    estimates(table, "Gain", Workflow.Stage::gain);
    table.column(
        "",
        "Drawn ± std. error",
        (p, line) ->
            line.stage()
                .gain()
                .ifPresentOrElse(gain -> bars.cell(p, gain), () -> p.element("td", "")));
    estimates(table, "Over the defaults", Workflow.Stage::overDefaults);
    table
        .number("Trials", line -> FormattedNumber.count(line.stage().work().trials()))
        .number("Fits", line -> FormattedNumber.count(line.stage().work().fits()))
        .scores("Time (s)", line -> seconds(line, Workflow.Work::seconds))
        .scores("Core time (s)", line -> seconds(line, Workflow.Work::taskSeconds))
        .print(
            page,
            "stages",
            "Scores in " + metric + "; gains and differences: positive is better",
            lines,
            line -> "");
    page.element("p", METHOD, "class", "note").line();
    page.endSection();
  }

  private static void name(Html page, Line line) {
    Workflow.Stage stage = line.stage();
    page.open("th", "scope", "row").text("%d. %s".formatted(line.number(), stage.name()));
    page.open("small");
    page.element("a", stage.folder(), "href", stage.folder() + "/report.html");
    page.close("small").close("th");
  }

  private static Optional<FormattedNumber> seconds(
      Line line, Function<Workflow.Work, OptionalDouble> time) {
    return time.apply(line.stage().work()).stream()
        .mapToObj(seconds -> FormattedNumber.fixed(seconds, 1))
        .findFirst();
  }

  private static void estimates(
      PageTable<Line> table,
      String heading,
      Function<Workflow.Stage, Optional<ScoreEstimate>> estimate) {
    table.scores(
        heading,
        line -> estimate.apply(line.stage()).map(value -> PlotsSection.gained(value, value.mean())),
        line ->
            estimate
                .apply(line.stage())
                .flatMap(
                    value ->
                        value.error().stream()
                            .mapToObj(error -> PlotsSection.gained(value, error))
                            .findFirst()));
  }

  private static void learned(Html page, List<Line> lines) {
    page.section("learned", "What each stage found");
    for (Line line : lines) {
      page.element("h3", "%d. %s".formatted(line.number(), line.stage().name())).line();
      page.open("ul", "class", "asked").line();
      line.stage().learned().forEach(sentence -> page.element("li", sentence).line());
      line.stage()
          .best()
          .ifPresent(best -> page.element("li", "Best so far: " + text(best) + ".").line());
      page.close("ul").line();
    }
    page.endSection();
  }

  private static String text(Summary.Standing best) {
    StringBuilder text = new StringBuilder(best.learner());
    best.configuration()
        .forEach(
            (name, value) ->
                text.append(", %s %s".formatted(name, FormattedNumber.value(value).text())));
    return text.toString();
  }
}
