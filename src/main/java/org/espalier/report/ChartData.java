package org.espalier.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.report.view.Comparison;
import org.espalier.report.view.Contender;
import org.espalier.report.view.CurvePlot;
import org.espalier.report.view.ParameterPlot;
import org.espalier.report.view.ParameterPlot.Dot;
import org.espalier.report.view.ScoreAxis;
import org.espalier.report.view.ScoreHistory;
import org.espalier.report.view.StudyReport;

/** Data of the charts, as maps and lists for the scripts. */
final class ChartData {

  /** Number of colours for learners, which are then reused. */
  static final int COLOURS = 6;

  private ChartData() {}

  static Map<String, Object> of(StudyReport report) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("metric", report.metric());
    data.put("decimals", report.decimals());
    data.put("learners", report.header().learners());
    report.result().comparison().ifPresent(comparison -> data.put("folds", folds(comparison)));
    report.result().history().ifPresent(history -> data.put("history", history(report, history)));
    data.put("parameters", report.plots().parameters().stream().map(p -> plot(report, p)).toList());
    if (!report.plots().curves().isEmpty()) {
      data.put("curves", report.plots().curves().stream().map(ChartData::curve).toList());
      report
          .record()
          .summary()
          .result()
          .winner()
          .ifPresent(winner -> data.put("winner", winner.trial()));
    }
    return data;
  }

  private static Map<String, Object> curve(CurvePlot plot) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("name", plot.name());
    data.put("log", plot.log());
    data.put("lines", plot.lines().stream().map(ChartData::line).toList());
    return data;
  }

  private static List<Object> line(CurvePlot.Line line) {
    return List.of(
        line.trial(), line.points().stream().map(p -> List.of(p.step(), p.value())).toList());
  }

  private static Map<String, Object> folds(Comparison comparison) {
    Map<String, Object> folds = new LinkedHashMap<>();
    ScoreAxis axis = comparison.axis();
    folds.put("low", axis.low());
    folds.put("high", axis.high());
    folds.put("step", axis.step());
    folds.put("winner", comparison.winner().scores());
    folds.put("baseline", comparison.baseline().map(Contender::scores).orElse(List.of()));
    return folds;
  }

  /** Points are lists, not maps, because there are many. */
  private static Map<String, Object> history(StudyReport report, ScoreHistory history) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("low", history.axis().low());
    data.put("high", history.axis().high());
    data.put("step", history.axis().step());
    data.put("last", report.trials().size() - 1);
    data.put("points", history.points().stream().map(p -> point(report, p)).toList());
    data.put("failed", history.failed());
    data.put(
        "best", history.best().stream().map(s -> List.<Object>of(s.trial(), s.score())).toList());
    history.baseline().ifPresent(baseline -> data.put("baseline", baseline));
    report.result().comparison().ifPresent(c -> data.put("winner", c.winner().standing().trial()));
    return data;
  }

  private static List<Object> point(StudyReport report, ScoreHistory.Point point) {
    return List.<Object>of(
        point.trial(),
        point.score(),
        point.full() ? 1 : 0,
        report.header().learners().indexOf(point.learner()),
        point.state());
  }

  private static Map<String, Object> plot(StudyReport report, ParameterPlot plot) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("learner", report.header().learners().indexOf(plot.learner()));
    data.put("parameter", plot.parameter());
    data.put("log", plot.log());
    plot.zero().ifPresent(place -> data.put("zero", place));
    data.put("dots", plot.dots().stream().map(ChartData::dot).toList());
    return data;
  }

  private static List<Object> dot(Dot dot) {
    return List.of(dot.trial(), dot.value(), dot.score(), dot.full() ? 1 : 0);
  }
}
