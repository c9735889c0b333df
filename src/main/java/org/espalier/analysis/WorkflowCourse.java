package org.espalier.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.study.CellOutcome;
import org.espalier.study.Cost;
import org.espalier.study.Objective;

/** Course of a workflow: the best so far, as stages are added. */
final class WorkflowCourse {

  /** Searches of the studies, in their order. */
  private static final List<String> SEARCHES =
      List.of("Defaults", "One at a time", "Random on few rows", "Fine grid");

  private final StudyRecord first;
  private final Objective objective;
  private final List<Workflow.Stage> stages = new ArrayList<>();
  private Optional<Summary.Standing> best = Optional.empty();

  WorkflowCourse(StudyRecord first) {
    this.first = first;
    this.objective = first.opened().setup().objective();
  }

  /** The workflow of studies in their order. */
  Workflow workflow(List<StudyHistory> done) {
    for (int i = 0; i < done.size(); i++) {
      StudyRecord record = done.get(i).record();
      searched(SEARCHES.get(i), record);
      if (i == SEARCHES.size() - 1) {
        finalists(done.get(i), record);
        heldOut(record);
      }
    }
    return new Workflow(first.summary().result().metric().name(), stages);
  }

  private void searched(String name, StudyRecord record) {
    Optional<Summary.Standing> own = record.course().leader();
    Summary.Cost cost = record.summary().cost();
    long fits = record.cells().stream().map(CellRow::cost).filter(WorkflowCourse::ran).count();
    Optional<ScoreEstimate> gain = own.flatMap(this::gain);
    stages.add(
        new Workflow.Stage(
            name,
            record.opened().study(),
            own.map(WorkflowCourse::score),
            gain,
            stages.isEmpty() ? Optional.empty() : own.flatMap(this::overDefaults),
            new Workflow.StageCost(
                record.trials().size(),
                (int) fits,
                OptionalDouble.of(cost.wallSeconds()),
                OptionalDouble.of(cost.taskSeconds()))));
    if (best.isEmpty() || gain.filter(value -> value.mean() > 0).isPresent()) {
      best = own;
    }
  }

  private static boolean ran(Cost cost) {
    return cost.attempts() > 0;
  }

  private static ScoreEstimate score(Summary.Standing one) {
    Summary.CrossValidated score = one.crossValidated();
    return new ScoreEstimate(score.mean(), score.stdError(), score.scores().size());
  }

  private Optional<ScoreEstimate> gain(Summary.Standing one) {
    return best.flatMap(before -> difference(one, before));
  }

  private Optional<ScoreEstimate> overDefaults(Summary.Standing one) {
    return first.summary().result().baseline().flatMap(base -> difference(one, base));
  }

  private Optional<ScoreEstimate> difference(Summary.Standing one, Summary.Standing other) {
    List<Double> scores = one.crossValidated().scores();
    List<Double> others = other.crossValidated().scores();
    return scores.size() == others.size() && !scores.isEmpty()
        ? Optional.of(
            ScoreEstimate.of(
                IntStream.range(0, scores.size())
                    .mapToObj(i -> objective.improvement(scores.get(i), others.get(i)))
                    .toList()))
        : Optional.empty();
  }

  private void finalists(StudyHistory history, StudyRecord record) {
    Optional<Summary.Standing> winner = record.summary().result().winner();
    long fits =
        history.repeated().values().stream()
            .flatMap(repeated -> repeated.cells().stream())
            .map(CellOutcome::cost)
            .filter(WorkflowCourse::ran)
            .count();
    stages.add(
        new Workflow.Stage(
            "Finalists on folds",
            record.opened().study(),
            winner.map(WorkflowCourse::score),
            winner.flatMap(this::gain),
            winner.flatMap(this::overDefaults),
            untimed(history.repeated().size(), (int) fits)));
  }

  private static Workflow.StageCost untimed(int trials, int fits) {
    return new Workflow.StageCost(trials, fits, OptionalDouble.empty(), OptionalDouble.empty());
  }

  private void heldOut(StudyRecord record) {
    Summary.Result result = record.summary().result();
    Optional<Summary.Standing> winner = result.winner();
    boolean alone =
        winner.filter(one -> one.trial() == 0).isPresent()
            || result.baseline().flatMap(Summary.Standing::heldOut).isEmpty();
    int fits = winner.isEmpty() ? 0 : alone ? 1 : 2;
    stages.add(
        new Workflow.Stage(
            "Held-out rows",
            record.opened().study(),
            winner.flatMap(Summary.Standing::heldOut).map(held -> single(held.score())),
            Optional.empty(),
            result.improvement().stream()
                .flatMapToDouble(over -> over.heldOut().stream())
                .mapToObj(WorkflowCourse::single)
                .findFirst(),
            untimed(fits, fits)));
  }

  private static ScoreEstimate single(double value) {
    return new ScoreEstimate(value, OptionalDouble.empty(), 1);
  }
}
