package org.espalier.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.espalier.analysis.ScoreEstimate;
import org.espalier.analysis.Workflow;
import org.espalier.report.view.DisplayLabels;
import org.espalier.report.view.FormattedNumber;

/** Section of the page of a workflow's last study: gain and cost of each stage. */
final class WorkflowSection {

  private static final String METHOD =
      "Gain: the best score of a stage minus the best before it, on the same folds; ± is the standard"
          + " error of the mean difference. The best of many trials is partly luck: scores on folds that the search has not seen, and on held-out rows, which no earlier stage has seen, show how much of the gain remains. The row of a study's first stage has the time of the whole study; that of the"
          + " defaults includes reading the table.";

  private WorkflowSection() {}

  /** Prints the table; nothing for no stages. */
  static void print(Html page, List<Workflow.Stage> stages, String metric) {
    if (stages.isEmpty()) {
      return;
    }
    page.section("stages", "Gain and cost of each stage");
    GainBars bars = GainBars.of(stages.stream().flatMap(stage -> stage.gain().stream()).toList());
    PageTable<Workflow.Stage> table =
        new PageTable<Workflow.Stage>().column("", "Stage", WorkflowSection::name);
    estimates(table, DisplayLabels.capital(metric), Workflow.Stage::score);
    estimates(table, "Gain", Workflow.Stage::gain);
    table.column(
        "",
        "Drawn ± std. error",
        (p, stage) ->
            stage.gain().ifPresentOrElse(gain -> bars.cell(p, gain), () -> p.element("td", "")));
    estimates(table, "Over the defaults", Workflow.Stage::overDefaults);
    table
        .number("Trials", stage -> FormattedNumber.count(stage.work().trials()))
        .number("Fits", stage -> FormattedNumber.count(stage.work().fits()))
        .scores("Time (s)", stage -> seconds(stage, Workflow.StageCost::seconds))
        .scores("Core time (s)", stage -> seconds(stage, Workflow.StageCost::taskSeconds))
        .print(
            page,
            "stages",
            "Scores in " + metric + "; gains and differences: positive is better",
            stages,
            stage -> "");
    page.element("p", METHOD, "class", "note").line();
    page.endSection();
  }

  private static void name(Html page, Workflow.Stage stage) {
    page.open("th", "scope", "row").text(stage.name()).open("small");
    page.element("a", stage.study(), "href", "../%s/report.html".formatted(stage.study()));
    page.close("small").close("th");
  }

  private static Optional<FormattedNumber> seconds(
      Workflow.Stage stage, Function<Workflow.StageCost, OptionalDouble> time) {
    return time.apply(stage.work()).stream()
        .mapToObj(seconds -> FormattedNumber.fixed(seconds, 1))
        .findFirst();
  }

  private static void estimates(
      PageTable<Workflow.Stage> table,
      String heading,
      Function<Workflow.Stage, Optional<ScoreEstimate>> estimate) {
    table.scores(
        heading,
        stage -> estimate.apply(stage).map(value -> PlotsSection.gained(value, value.mean())),
        stage ->
            estimate
                .apply(stage)
                .flatMap(
                    value ->
                        value.error().stream()
                            .mapToObj(error -> PlotsSection.gained(value, error))
                            .findFirst()));
  }
}
