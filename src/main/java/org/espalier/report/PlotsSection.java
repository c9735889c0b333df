package org.espalier.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.analysis.ParameterGain;
import org.espalier.analysis.ParameterImportance;
import org.espalier.analysis.ScoreEstimate;
import org.espalier.numeric.CountedNoun;
import org.espalier.report.view.CurvePlot;
import org.espalier.report.view.DisplayLabels;
import org.espalier.report.view.FormattedNumber;
import org.espalier.report.view.ParameterColumn;
import org.espalier.report.view.StudyReport;
import org.espalier.report.view.Timeline;

/** Sections of the page with plots of the trials, which the reader filters together. */
final class PlotsSection {
  /** Maximum number of gaps in the table. */
  private static final int GAPS = 30;

  /** Maximum number of parameters in the chart of importance. */
  private static final int SHOWN = 15;

  private PlotsSection() {}

  /** Prints the controls, parallel coordinates, slices and contour. */
  static void parameters(Html page, StudyReport report) {
    List<ParameterColumn> parameters = report.plots().parameters();
    if (parameters.isEmpty() || report.result().history().isEmpty()) {
      return;
    }
    page.section("parameters", "Parameters");
    page.open("div", "id", "controls", "class", "controls").close("div").line();
    page.open("figure").open("figcaption");
    page.text(
        "Parallel coordinates: each line is a trial. Drag along an axis to filter all views.");
    page.close("figcaption").line();
    page.open("div", "class", "scroll", "tabindex", "0", "role", "region");
    page.chart(Chart.ofTrials("parallel", parallel(report)));
    page.close("div").close("figure").line();
    plots(page, report, parameters);
    if (parameters.size() > 1) {
      page.open("figure").open("figcaption");
      page.text(
          "Two parameters at a time, coloured by %s; behind them the mean of the trials nearby."
              .formatted(report.metric()));
      page.close("figcaption").open("div", "id", "contour-axes", "class", "controls").close("div");
      page.chart(Chart.ofTrials("contour", "Trials by two parameters, coloured by score."));
      page.close("figure").line();
    }
    page.endSection();
  }

  /** Prints the importance of parameters for the score. */
  static void importance(Html page, StudyReport report) {
    ParameterImportance importance = report.plots().importance();
    if (report.plots().parameters().isEmpty()) {
      return;
    }
    page.section("importance", "Importance of parameters");
    gains(page, report);
    if (importance.parameters().isEmpty()) {
      page.element("p", importance.reason(), "class", "note").line();
      page.endSection();
      return;
    }
    page.open("figure");
    List<ParameterImportance.Main> shown = importance.parameters().stream().limit(SHOWN).toList();
    String described = "Importance of %s.".formatted(CountedNoun.of(shown.size(), "parameter"));
    page.chart(Chart.of("importance", described, shown).high(60 + 26 * shown.size()));
    page.element("figcaption", importanceCaption(report, importance)).close("figure").line();
    page.open("details").element("summary", "As a table, with interactions").line();
    new PageTable<ParameterImportance.Main>()
        .text("", "Parameter", ParameterImportance.Main::parameter)
        .number("fANOVA", main -> FormattedNumber.fixed(main.fanova().mean(), 3))
        .number("± deviation", main -> FormattedNumber.fixed(main.fanova().deviation(), 3))
        .number("PED-ANOVA", main -> FormattedNumber.fixed(main.pedAnova(), 3))
        .number("In trials", main -> FormattedNumber.percent(main.active()))
        .print(page, "importance", "Shares", importance.parameters(), main -> "");
    if (!importance.interactions().isEmpty()) {
      new PageTable<ParameterImportance.Interaction>()
          .text("", "Parameter", ParameterImportance.Interaction::one)
          .text("", "and", ParameterImportance.Interaction::other)
          .number("fANOVA", pair -> FormattedNumber.fixed(pair.fanova().mean(), 3))
          .number("± deviation", pair -> FormattedNumber.fixed(pair.fanova().deviation(), 3))
          .print(page, "importance", "Interactions", importance.interactions(), pair -> "");
    }
    page.close("details").line();
    page.endSection();
  }

  private static void gains(Html page, StudyReport report) {
    List<ParameterGain> gains = report.plots().importance().gains();
    if (!gains.isEmpty()) {
      GainBars bars = GainBars.of(gains.stream().map(ParameterGain::gain).toList());
      new PageTable<ParameterGain>()
          .text("", "Parameter", ParameterGain::parameter)
          .text("", "Best value", ParameterGain::change)
          .number("Trial", gain -> FormattedNumber.count(gain.trial()))
          .number("Values", gain -> FormattedNumber.count(gain.values()))
          .scores(
              "Gain in " + report.metric(),
              gain -> Optional.of(gained(gain.gain(), gain.gain().mean())),
              gain ->
                  gain.gain().error().stream().mapToObj(e -> gained(gain.gain(), e)).findFirst())
          .column("", "Drawn ± std. error", (p, gain) -> bars.cell(p, gain.gain()))
          .print(page, "importance", "Best gain by each parameter alone", gains, gain -> "");
    }
  }

  /** Number of an estimate, or its error, in the decimals of the estimate. */
  static FormattedNumber gained(ScoreEstimate gain, double value) {
    return FormattedNumber.fixed(
        value, FormattedNumber.decimals(gain.mean(), gain.error().orElse(0)));
  }

  private static String importanceCaption(StudyReport report, ParameterImportance importance) {
    return ("Bars: share of the variance of %s over the whole space that a parameter explains by"
            + " itself (fANOVA), ± its standard deviation over trees. Diamonds: share in what"
            + " distinguishes the best tenth (PED-ANOVA). From %s at rung %d.")
        .formatted(
            report.metric(), CountedNoun.of(importance.trials(), "trial"), importance.rung());
  }

  private static String parallel(StudyReport report) {
    return "Parallel coordinates of %s over %s."
        .formatted(
            CountedNoun.of(report.trials().size(), "trial"),
            CountedNoun.of(report.plots().parameters().size(), "parameter"));
  }

  private static void plots(Html page, StudyReport report, List<ParameterColumn> parameters) {
    page.element(
            "p",
            "%s against one parameter at a time; filled markers are scores %s."
                .formatted(
                    DisplayLabels.capital(report.metric()),
                    report.isOfFunction() ? "in full" : "on all folds and rows"),
            "class",
            "note")
        .line();
    page.open("div", "class", "multiples").line();
    for (int i = 0; i < parameters.size(); i++) {
      String label = parameters.get(i).label();
      long trials = parameters.get(i).values().stream().filter(OptionalDouble::isPresent).count();
      page.open("figure").open("figcaption").element("strong", label);
      if (report.header().learners().size() > 1) {
        page.text(" ").element("span", parameters.get(i).learner(), "class", "muted");
      }
      page.close("figcaption").line();
      String described = "Scores of %s by %s.".formatted(CountedNoun.of(trials, "trial"), label);
      Map<String, Object> data = Json.object("parameter", parameters.get(i).name());
      page.chart(Chart.of("slice", described, data).named(String.valueOf(i)));
      page.close("figure").line();
    }
    page.close("div").line();
  }

  /** Prints learning curves: of a function's reports, or of early stopping. */
  static void curves(Html page, StudyReport report) {
    List<CurvePlot> curves = report.plots().curves();
    if (curves.isEmpty()) {
      return;
    }
    page.section("curves", "Learning curves");
    page.element(
            "p",
            "Means over folds by the resource spent; the winner is highlighted.",
            "class",
            "note")
        .line();
    page.open("div", "class", "multiples").line();
    for (int i = 0; i < curves.size(); i++) {
      CurvePlot plot = curves.get(i);
      String trials = CountedNoun.of(plot.lines().size(), "trial");
      page.open("figure").open("figcaption").element("strong", plot.name());
      page.text(" ")
          .element("span", "by " + plot.resource().toLowerCase(Locale.ROOT), "class", "muted");
      page.close("figcaption").line();
      String described = "%s by %s of %s.".formatted(plot.name(), plot.resource(), trials);
      page.chart(Chart.of("curve", described, data(plot)).named(String.valueOf(i)));
      page.close("figure").line();
    }
    page.close("div").line();
    page.endSection();
  }

  private static Map<String, Object> data(CurvePlot plot) {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (CurvePlot.Line line : plot.lines()) {
      Map<String, Object> data = Json.object("trial", line.trial());
      data.putAll(Json.columns(CurvePlot.Point.class, line.points()));
      lines.add(data);
    }
    return Json.object(
        "name", plot.name(), "resource", plot.resource(), "log", plot.log(), "lines", lines);
  }

  /** Prints cells over time, on the slots that they occupied. */
  static void timeline(Html page, StudyReport report) {
    report
        .plots()
        .timeline()
        .ifPresent(
            timeline -> {
              page.section("timeline", "Timeline");
              page.open("figure");
              page.chart(
                  Chart.of("timeline", described(timeline), data(timeline))
                      .high(timelineHeight(timeline)));
              page.element("figcaption", caption(timeline)).close("figure").line();
              gaps(page, timeline);
              page.endSection();
            });
  }

  private static Map<String, Object> data(Timeline timeline) {
    return Json.object(
        "seconds",
        timeline.seconds(),
        "slots",
        timeline.slots(),
        "bars",
        Json.columns(Timeline.Bar.class, timeline.bars()),
        "gaps",
        timeline.gaps());
  }

  private static int timelineHeight(Timeline timeline) {
    int axis = 90;
    return axis + Math.max(60, Math.min(400, timeline.slots() * 22));
  }

  private static String described(Timeline timeline) {
    return "%s on %s over %s."
        .formatted(
            CountedNoun.of(timeline.bars().size() + timeline.hidden(), "cell"),
            CountedNoun.of(timeline.slots(), "slot"),
            DisplayLabels.span(timeline.seconds()));
  }

  private static String caption(Timeline timeline) {
    String hidden =
        timeline.hidden() == 0
            ? ""
            : " %s too short to be seen are left out."
                .formatted(CountedNoun.of(timeline.hidden(), "cell"));
    return "Each bar is a cell: one trial on one fold. Grey: the slot is idle." + hidden;
  }

  /** The longest gaps, whose reasons the chart shows only as one points at it. */
  private static void gaps(Html page, Timeline timeline) {
    if (timeline.gaps().isEmpty()) {
      return;
    }
    page.open("details").element("summary", "Idle slots, and why").line();
    List<Timeline.Gap> longest =
        timeline.gaps().stream()
            .sorted(Comparator.comparing(Timeline.Gap::seconds).reversed())
            .limit(GAPS)
            .toList();
    new PageTable<Timeline.Gap>()
        .number("Slot", gap -> FormattedNumber.count(gap.slot()))
        .number("From (s)", gap -> FormattedNumber.fixed(gap.start(), 1))
        .number("Idle (s)", gap -> FormattedNumber.fixed(gap.seconds(), 1))
        .text("reason", "Reason", Timeline.Gap::reason)
        .print(page, "gaps", "The longest gaps", longest, gap -> "");
    page.close("details").line();
  }
}
