package org.espalier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.journal.StudyEvent.Opened;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.study.Direction;
import org.espalier.study.TrialState;

/**
 * Content of the page, as view records that tests can read.
 *
 * @param facts facts about the study in a few words, for the line below the title
 * @param decimals number of decimals of scores
 * @param learners learners in the order of their first trials, which sets their colours
 * @param states number of trials by state, in words
 */
record StudyReport(
    StudyRecord record,
    String title,
    List<String> facts,
    int decimals,
    List<String> learners,
    Map<String, Integer> states,
    Verdict verdict,
    Optional<Comparison> comparison,
    Optional<ScoreHistory> history,
    List<RungLine> rungs,
    Savings savings,
    List<ParameterPlot> parameters,
    List<CurvePlot> curves,
    List<TrialLine> trials,
    List<FailureGroup> failures) {

  /** The report of a study. */
  static StudyReport of(StudyRecord record) {
    int decimals = decimals(record);
    Optional<Comparison> comparison = Comparison.of(record.summary(), decimals);
    return new StudyReport(
        record,
        record.opened().study(),
        facts(record),
        decimals,
        record.trials().stream().map(TrialRow::learner).distinct().toList(),
        states(record.summary()),
        Verdict.of(record, comparison),
        comparison,
        ScoreHistory.of(record),
        RungLine.of(record),
        Savings.of(record),
        ParameterPlot.of(record),
        CurvePlot.of(record),
        TrialLine.of(record, decimals),
        FailureGroup.of(record));
  }

  /** The metric in words. */
  String metric() {
    return Words.metric(record.summary().metric().name());
  }

  boolean maximizes() {
    return record.summary().metric().direction() == Direction.MAXIMIZE;
  }

  /** Number of decimals for all scores, so that they are aligned. */
  private static int decimals(StudyRecord record) {
    Stream<Double> standing =
        Stream.of(record.summary().winner(), record.summary().baseline())
            .flatMap(Optional::stream)
            .map(s -> s.crossValidated().mean());
    Stream<Double> scored =
        record.trials().stream().flatMapToDouble(row -> row.score().stream()).boxed();
    return Stream.concat(standing, scored).findFirst().map(Quantity::decimals).orElse(4);
  }

  private static List<String> facts(StudyRecord record) {
    Opened opened = record.opened();
    List<String> facts = new ArrayList<>();
    facts.add("Started " + Words.moment(opened.at()));
    facts.add(Words.count(record.trials().size(), "trial"));
    facts.add(Words.count(opened.folds().sizes().size(), "fold"));
    facts.add(
        "%s, %s is better"
            .formatted(
                Words.metric(opened.setup().objective().metric()),
                opened.setup().objective().direction() == Direction.MAXIMIZE ? "higher" : "lower"));
    facts.add(Words.span(record.summary().cost().wallSeconds()) + " of wall time");
    facts.add(Words.span(record.summary().cost().taskSeconds()) + " of task time");
    record
        .summary()
        .cost()
        .money()
        .ifPresent(money -> facts.add("cost " + Quantity.fixed(money, 4).text()));
    return facts;
  }

  private static Map<String, Integer> states(Summary summary) {
    Map<String, Integer> states = new LinkedHashMap<>();
    for (Map.Entry<TrialState, Integer> entry : summary.trials().entrySet()) {
      states.put(Words.state(entry.getKey()), entry.getValue());
    }
    return states;
  }
}
