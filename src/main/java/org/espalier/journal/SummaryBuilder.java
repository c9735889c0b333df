package org.espalier.journal;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.journal.StudyEvent.Closed;
import org.espalier.journal.StudyEvent.Confirmed;
import org.espalier.journal.StudyEvent.Opened;
import org.espalier.journal.StudyEvent.Repeated;
import org.espalier.space.Configuration;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;

/** Builder of a study's summary. */
record SummaryBuilder(
    StudyHistory history, RecordBuilder builder, List<TrialRow> trials, List<CellRow> cells) {

  /** Key of the work of a proposal: equal ones are evaluated once. */
  private record ProposalKey(Configuration configuration, int rung, List<Integer> folds) {}

  Summary summary() {
    Opened opened = history.opened();
    Optional<Closed> closed = history.closed();
    Optional<Summary.Standing> winner =
        history.confirmed().flatMap(choice -> standing(choice.winner(), choice.heldOut()));
    Optional<Summary.Standing> baseline = baseline();
    List<String> causes = closed.map(Closed::causes).orElse(List.of());
    return new Summary(
        Summary.FORMAT,
        opened.study(),
        new Summary.End(
            closed.map(Closed::status).orElse(StudyStatus.INTERRUPTED),
            closed.map(Closed::exitCode).orElse(StudyStatus.TERMINATED),
            closed.map(Closed::reason).orElse(""),
            history.resumed().size()),
        new Summary.Result(
            winner,
            baseline,
            winner.flatMap(w -> baseline.filter(b -> comparable(w, b)).map(b -> improvement(w, b))),
            new Summary.Metric(
                opened.setup().objective().metric(), opened.setup().objective().direction()),
            history.findings(),
            history.refit()),
        new Summary.Search(
            byState(),
            trials.size() - builder.begun().size(),
            opened.setup().window(),
            opened.setup().seed(),
            saved()),
        cost(),
        new Summary.Provenance(
            new Summary.Folds(
                opened.folds().rule(), opened.folds().sizes(), opened.folds().largestSkew()),
            opened.versions(),
            causes.isEmpty(),
            causes),
        Map.of());
  }

  /** Standing of the trial that would win if the search ended now; empty if none was completed. */
  Optional<Summary.Standing> leader() {
    return history.study().leading(0, history.opened().setup().ladder()).stream()
        .findFirst()
        .flatMap(best -> standing(best.proposal().trial(), OptionalDouble.empty()));
  }

  /** Only a learner's defaults are a baseline; a list of the caller's own has none. */
  private Optional<Summary.Standing> baseline() {
    if (trials.isEmpty() || !trials.get(0).candidate().origin().equals(Trial.DEFAULT)) {
      return Optional.empty();
    }
    return standing(
        0, history.confirmed().map(Confirmed::baselineHeldOut).orElse(OptionalDouble.empty()));
  }

  private Optional<Summary.Standing> standing(int trial, OptionalDouble heldOut) {
    TrialRow row = trials.get(trial);
    if (row.evaluation().score().isEmpty()) {
      return Optional.empty();
    }
    List<Double> scores =
        row.evaluation().scores().stream().flatMapToDouble(OptionalDouble::stream).boxed().toList();
    return Optional.of(
        new Summary.Standing(
            trial,
            row.candidate().learner(),
            row.candidate().configuration(),
            row.evaluation().iterations(),
            new Summary.CrossValidated(
                row.evaluation().score().getAsDouble(), row.evaluation().stdError(), scores),
            heldOut.stream().mapToObj(Summary.HeldOut::new).findFirst(),
            Optional.ofNullable(history.repeated().get(trial)).flatMap(SummaryBuilder::repeated)));
  }

  private static Optional<Summary.CrossValidated> repeated(Repeated again) {
    return again.cells().stream().allMatch(cell -> cell.score().isPresent())
        ? Optional.of(Summary.CrossValidated.of(again.scores()))
        : Optional.empty();
  }

  /** Scores of different rungs are not comparable, unless these differ in folds alone. */
  private boolean comparable(Summary.Standing a, Summary.Standing b) {
    return isOfOneRung(a, b) || history.opened().setup().ladder().isOfFoldsAlone();
  }

  private boolean isOfOneRung(Summary.Standing a, Summary.Standing b) {
    return trials.get(a.trial()).evaluation().rung() == trials.get(b.trial()).evaluation().rung();
  }

  /** Improvement in cross-validation, on the folds that both have. */
  private double crossValidated(Summary.Standing winner, Summary.Standing baseline) {
    if (isOfOneRung(winner, baseline)) {
      return over(winner.crossValidated().mean(), baseline.crossValidated().mean());
    }
    List<OptionalDouble> scores = trials.get(winner.trial()).evaluation().scores();
    List<OptionalDouble> others = trials.get(baseline.trial()).evaluation().scores();
    return IntStream.range(0, Math.min(scores.size(), others.size()))
        .filter(fold -> scores.get(fold).isPresent() && others.get(fold).isPresent())
        .mapToDouble(fold -> over(scores.get(fold).getAsDouble(), others.get(fold).getAsDouble()))
        .average()
        .orElse(0);
  }

  private Summary.Improvement improvement(Summary.Standing winner, Summary.Standing baseline) {
    Optional<Double> heldOut =
        winner.heldOut().flatMap(w -> baseline.heldOut().map(b -> over(w.score(), b.score())));
    return new Summary.Improvement(
        crossValidated(winner, baseline),
        heldOut.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        history.confirmed().flatMap(Confirmed::gain));
  }

  private double over(double score, double other) {
    return history.opened().setup().objective().improvement(score, other);
  }

  private Map<TrialState, Integer> byState() {
    Map<TrialState, Integer> count = new EnumMap<>(TrialState.class);
    trials.forEach(row -> count.merge(row.state(), 1, Integer::sum));
    return count;
  }

  /** Trials that the end of the study cut off count neither as done nor as saved. */
  private Summary.Saved saved() {
    Set<Integer> settled = builder.settled(history.opened().setup().ladder());
    Set<Integer> begun = builder.begun();
    Set<ProposalKey> work = new HashSet<>();
    Set<Configuration> configurations = new HashSet<>();
    long planned = 0;
    long cancelled = 0;
    for (boolean isSettled : new boolean[] {true, false}) { // work of both counts with the settled
      for (Proposal proposal : history.study().proposals()) {
        int trial = proposal.trial();
        if (isSettled != settled.contains(trial) || !(isSettled || begun.contains(trial))) {
          continue;
        }
        Configuration configuration = history.study().trials().get(trial).configuration();
        boolean fresh = work.add(new ProposalKey(configuration, proposal.rung(), proposal.folds()));
        long units = fresh ? proposal.units() : 0;
        if (isSettled) {
          configurations.add(configuration);
          planned += units;
        } else {
          cancelled += units;
        }
      }
    }
    RungLadder ladder = history.opened().setup().ladder();
    int top = ladder.top();
    long full = configurations.size() * ladder.units(top, ladder.rung(top).folds());
    return new Summary.Saved(planned, full, cancelled);
  }

  private Summary.Cost cost() {
    double again =
        history.repeated().values().stream()
            .flatMap(trial -> trial.cells().stream())
            .mapToDouble(cell -> cell.cost().taskSeconds())
            .sum();
    double told = cells.stream().mapToDouble(cell -> cell.cost().taskSeconds()).sum();
    double taskSeconds = told + again + history.cancelledSeconds();
    double soFar = Cost.seconds(history.worked());
    return new Summary.Cost(
        taskSeconds,
        history.cancelledSeconds(),
        history.closed().map(Closed::wallSeconds).orElse(soFar));
  }
}
