package org.espalier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.espalier.journal.TrialRow;
import org.espalier.report.view.CurvePlot;
import org.espalier.report.view.ParameterColumn;
import org.espalier.report.view.ScoreAxis;
import org.espalier.report.view.ScoreHistory;
import org.espalier.report.view.StudyReport;
import org.espalier.report.view.SurvivorFlow;
import org.espalier.report.view.Timeline;
import org.espalier.report.view.TrialLine;
import org.espalier.study.Direction;

/**
 * Data of the page's scripts, as maps and lists. Trials are columns, not maps, because there are
 * many; a trial's number is its index.
 */
final class ChartData {
  /** Number of colours for learners, which are then reused. */
  static final int COLOURS = 6;

  private final StudyReport report;

  private ChartData(StudyReport report) {
    this.report = report;
  }

  static Map<String, Object> of(StudyReport report) {
    return new ChartData(report).data();
  }

  private Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("metric", report.metric());
    data.put("decimals", report.decimals());
    data.put(
        "maximize", report.record().opened().setup().objective().direction() == Direction.MAXIMIZE);
    data.put("learners", report.header().learners());
    data.put("trials", trials());
    data.put("parameters", report.plots().parameters().stream().map(this::parameter).toList());
    data.put("importance", importance());
    report.result().history().ifPresent(history -> data.put("history", history(history)));
    data.put("folds", folds());
    data.put("flow", report.pruning().flow().links().stream().map(ChartData::link).toList());
    data.put("curves", report.plots().curves().stream().map(ChartData::curve).toList());
    report.plots().timeline().ifPresent(timeline -> data.put("timeline", timeline(timeline)));
    report.result().heldOut().ifPresent(v -> data.put("heldOut", HeldOutSection.data(v)));
    return data;
  }

  private Map<String, Object> trials() {
    List<TrialLine> lines = report.trials();
    Map<String, Object> trials = new LinkedHashMap<>();
    trials.put("count", lines.size());
    Map<String, Integer> roles = new LinkedHashMap<>();
    lines.stream()
        .filter(line -> !line.role().isEmpty())
        .forEach(line -> roles.put(line.role(), line.row().trial()));
    trials.put("roles", roles);
    trials.put("state", coded(TrialLine::state));
    trials.put("learner", column(row -> report.header().learners().indexOf(learner(row))));
    trials.put("score", column(row -> row.evaluation().score()));
    trials.put("error", column(row -> row.evaluation().stdError()));
    trials.put("rung", column(row -> row.evaluation().rung()));
    trials.put("folds", column(row -> row.evaluation().folds()));
    trials.put("iterations", column(row -> row.evaluation().iterations()));
    trials.put("seconds", column(row -> row.work().taskSeconds()));
    trials.put("origin", coded(line -> line.row().candidate().origin()));
    trials.put("reason", coded(line -> line.row().reason()));
    return trials;
  }

  private static String learner(TrialRow row) {
    return row.candidate().learner();
  }

  private List<Object> column(Function<TrialRow, Object> value) {
    return report.trials().stream().map(line -> value.apply(line.row())).toList();
  }

  /** Texts that repeat: each once, and its index by trial. */
  private Map<String, Object> coded(Function<TrialLine, String> text) {
    Map<String, Integer> codes = new LinkedHashMap<>();
    List<Integer> column =
        report.trials().stream()
            .map(text)
            .map(
                value -> {
                  codes.putIfAbsent(value, codes.size());
                  return codes.get(value);
                })
            .toList();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("texts", List.copyOf(codes.keySet()));
    data.put("codes", column);
    return data;
  }

  private Map<String, Object> parameter(ParameterColumn column) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("name", column.name());
    data.put("label", column.label());
    data.put("learner", column.learner());
    data.put("scale", column.scale().name());
    data.put("low", column.low());
    data.put("high", column.high());
    data.put("zero", column.zero());
    data.put("listed", column.listed());
    data.put("values", column.values());
    return data;
  }

  static Map<String, Object> axis(ScoreAxis axis) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("low", axis.low());
    data.put("high", axis.high());
    data.put("step", axis.step());
    return data;
  }

  /** Scores by fold: of winner and baseline, and of the finalists. */
  private Map<String, Object> folds() {
    Map<String, Object> folds = new LinkedHashMap<>();
    report
        .result()
        .comparison()
        .ifPresent(
            comparison -> {
              Map<String, List<Double>> scores = new LinkedHashMap<>();
              scores.put("Winner", comparison.winner().scores());
              comparison.baseline().ifPresent(b -> scores.put("Baseline", b.scores()));
              folds.put("result", folds(scores));
            });
    report
        .result()
        .finalists()
        .ifPresent(
            finalists -> {
              Map<String, List<Double>> scores = new LinkedHashMap<>();
              finalists.lines().forEach(line -> scores.put("Trial " + line.trial(), line.scores()));
              folds.put("finalists", folds(scores));
            });
    return folds;
  }

  private static Map<String, Object> folds(Map<String, List<Double>> scores) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put(
        "axis", axis(ScoreAxis.around(scores.values().stream().flatMap(List::stream).toList())));
    List<Object> lines = new ArrayList<>();
    scores.forEach(
        (name, values) -> {
          Map<String, Object> line = new LinkedHashMap<>();
          line.put("name", name);
          line.put("scores", values);
          lines.add(line);
        });
    data.put("lines", lines);
    return data;
  }

  private static Map<String, Object> history(ScoreHistory history) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("axis", axis(history.axis()));
    data.put(
        "best",
        history.best().stream()
            .map(step -> List.<Object>of(step.trial(), step.score(), step.stdError()))
            .toList());
    data.put("baseline", history.baseline());
    return data;
  }

  private List<Object> importance() {
    return report.plots().importance().parameters().stream()
        .map(
            main ->
                List.<Object>of(
                    main.parameter(),
                    main.fanova().mean(),
                    main.fanova().deviation(),
                    main.pedAnova()))
        .<Object>map(row -> row)
        .toList();
  }

  private static List<Object> link(SurvivorFlow.Link link) {
    return List.<Object>of(link.from(), link.to(), link.trials());
  }

  private static Map<String, Object> curve(CurvePlot plot) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("name", plot.name());
    data.put("resource", plot.resource());
    data.put("log", plot.log());
    data.put(
        "lines",
        plot.lines().stream()
            .map(
                line ->
                    List.<Object>of(
                        line.trial(),
                        line.points().stream()
                            .map(p -> List.<Object>of(p.step(), p.value()))
                            .toList()))
            .toList());
    return data;
  }

  private static Map<String, Object> timeline(Timeline timeline) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("seconds", timeline.seconds());
    data.put("slots", timeline.slots());
    List<String> states = timeline.bars().stream().map(Timeline.Bar::state).distinct().toList();
    data.put("states", states);
    data.put(
        "bars",
        timeline.bars().stream()
            .map(
                bar ->
                    Stream.<Object>of(
                            bar.slot(),
                            bar.start(),
                            bar.seconds(),
                            bar.trial(),
                            bar.rung(),
                            bar.fold(),
                            states.indexOf(bar.state()))
                        .toList())
            .toList());
    data.put(
        "gaps",
        timeline.gaps().stream()
            .map(gap -> List.<Object>of(gap.slot(), gap.start(), gap.seconds(), gap.reason()))
            .toList());
    return data;
  }
}
