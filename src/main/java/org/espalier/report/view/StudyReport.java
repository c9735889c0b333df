package org.espalier.report.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.espalier.analysis.ParameterImportance;
import org.espalier.journal.StudyEvent.Opened;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.numeric.CountedNoun;
import org.espalier.study.Direction;

/**
 * Content of the page, as view records that tests can read.
 *
 * @param decimals number of decimals of scores
 * @param columns columns of the table of trials
 */
public record StudyReport(
    StudyRecord record,
    int decimals,
    Header header,
    Result result,
    Pruning pruning,
    Plots plots,
    List<TrialLine> trials,
    List<TrialColumn> columns,
    List<FailureGroup> failures) {

  /**
   * Head of the page.
   *
   * @param facts facts about the study in a few words, for the line below the title
   * @param learners learners in the order of their first trials, which sets their colours; none
   *     where trials have none
   * @param states number of trials by state, in words
   */
  public record Header(
      String title, List<String> facts, List<String> learners, Map<String, Integer> states) {}

  /**
   * Winner of the study, its lead over the baseline, and how the incumbent came about.
   *
   * @param leader best trial so far of a study without a winner, or of one that was resumed since
   * @param heldOut examination of the winner's model on held-out rows
   */
  public record Result(
      Verdict verdict,
      Optional<Comparison> comparison,
      Optional<Contender> leader,
      Optional<LeadingTrials> finalists,
      Optional<ScoreHistory> history,
      Optional<HeldOutView> heldOut) {}

  /** Rungs of the ladder, the trials' ways through them, and what pruning saved. */
  public record Pruning(List<RungLine> rungs, SurvivorFlow flow, Savings savings) {}

  /** Data of the plots: values of parameters, learning curves, and cells over time. */
  public record Plots(
      List<ParameterColumn> parameters,
      ParameterImportance importance,
      List<CurvePlot> curves,
      Optional<Timeline> timeline) {}

  public static StudyReport of(StudyRecord record) {
    return of(record, column -> true);
  }

  /**
   * Content of a page that has some of the columns of trials.
   *
   * @param chosen columns of trials that it has
   */
  public static StudyReport of(StudyRecord record, Predicate<TrialColumn> chosen) {
    int decimals = decimals(record);
    Optional<Comparison> comparison = Comparison.of(record.summary(), decimals);
    Optional<Contender> leader = Contender.leader(record, decimals);
    return new StudyReport(
        record,
        decimals,
        new Header(
            record.opened().study(),
            facts(record),
            record.trials().stream()
                .map(row -> row.candidate().learner())
                .filter(learner -> !learner.isEmpty())
                .distinct()
                .toList(),
            states(record.summary())),
        new Result(
            Verdict.of(record, decimals),
            comparison,
            leader,
            LeadingTrials.of(record, decimals),
            ScoreHistory.of(record),
            HeldOutView.of(record)),
        new Pruning(RungLine.of(record), SurvivorFlow.of(record), Savings.of(record)),
        new Plots(
            ParameterColumn.of(record),
            ParameterImportance.of(record),
            CurvePlot.of(record),
            Timeline.of(record)),
        TrialLine.of(record, decimals),
        TrialColumn.of(record.trials()).stream().filter(chosen).toList(),
        FailureGroup.of(record));
  }

  /** The metric in words. */
  public String metric() {
    return DisplayLabels.metric(record);
  }

  /** True if cells are calls of a function, which have steps in place of rows. */
  public boolean isOfFunction() {
    return DisplayLabels.isOfFunction(record);
  }

  /** True if a score is a mean over folds; that of a function is often of a single call. */
  public boolean hasFolds() {
    return record.opened().folds().sizes().size() > 1;
  }

  /**
   * Number of decimals for all scores, so that they are aligned: two significant digits of the
   * standard error of the best one, or four of its own where it has none.
   */
  static int decimals(StudyRecord record) {
    Optional<Summary.CrossValidated> best =
        Stream.of(
                record.summary().result().winner(),
                record.course().leader(),
                record.summary().result().baseline())
            .flatMap(Optional::stream)
            .map(Summary.Standing::crossValidated)
            .findFirst();
    OptionalDouble error =
        best.map(Summary.CrossValidated::stdError).orElse(OptionalDouble.empty());
    OptionalDouble mean =
        best.isPresent()
            ? OptionalDouble.of(best.get().mean())
            : record.trials().stream()
                .flatMapToDouble(row -> row.evaluation().score().stream())
                .findFirst();
    return FormattedNumber.decimals(mean.orElse(0), error.orElse(0));
  }

  private static List<String> facts(StudyRecord record) {
    Opened opened = record.opened();
    List<String> facts = new ArrayList<>();
    facts.add("Started " + DisplayLabels.moment(opened.at()));
    facts.add(CountedNoun.of(record.trials().size(), "trial"));
    facts.add(CountedNoun.of(opened.folds().sizes().size(), "fold"));
    facts.add(
        "%s, %s is better"
            .formatted(
                DisplayLabels.metric(record),
                opened.setup().objective().direction() == Direction.MAXIMIZE ? "higher" : "lower"));
    facts.add(DisplayLabels.span(record.summary().cost().wallSeconds()) + " of wall time");
    facts.add(DisplayLabels.span(record.summary().cost().taskSeconds()) + " of task time");
    return facts;
  }

  private static Map<String, Integer> states(Summary summary) {
    Map<String, Integer> states = new LinkedHashMap<>();
    summary.search().trials().forEach((state, n) -> states.put(DisplayLabels.state(state), n));
    return states;
  }
}
