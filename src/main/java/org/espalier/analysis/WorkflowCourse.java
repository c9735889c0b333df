package org.espalier.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.study.CellOutcome;
import org.espalier.study.Cost;
import org.espalier.study.Objective;

/** Course of a workflow: the best so far, as stages are added, and what each found. */
final class WorkflowCourse {

  private static final double MILLIS = 1000;

  private final StudyRecord first;
  private final Objective objective;
  private final List<Workflow.Stage> stages = new ArrayList<>();
  private Optional<Summary.Standing> best = Optional.empty();

  WorkflowCourse(StudyRecord first) {
    this.first = first;
    this.objective = first.opened().setup().objective();
  }

  /** The workflow of studies in their order. */
  Workflow workflow(String study, List<Workflow.Study> done) {
    List<ParameterGain> worth = List.of();
    for (int i = 0; i < done.size(); i++) {
      StudyHistory history = done.get(i).history();
      StudyRecord record = history.record();
      String folder = done.get(i).folder();
      switch (i) {
        case 0 -> add("Defaults", folder, record, WorkflowSentences.defaults(record));
        case 1 -> {
          worth = ParameterGain.of(record);
          add("One at a time", folder, record, WorkflowSentences.oneAtATime(worth));
        }
        case 2 -> add("Random on few rows", folder, record, WorkflowSentences.random(record));
        default -> addLast(folder, history, record);
      }
    }
    return new Workflow(study, first.summary().result().metric(), stages, worth);
  }

  private void add(String name, String folder, StudyRecord record, List<String> learned) {
    add(name, folder, record.course().leader().stream().toList(), searched(record), learned);
  }

  /**
   * @param leader one or none
   */
  private void add(
      String name,
      String folder,
      List<Summary.Standing> leader,
      Workflow.Work work,
      List<String> learned) {
    Optional<Summary.Standing> own = leader.stream().findFirst();
    Optional<ScoreEstimate> gain = own.flatMap(one -> best.flatMap(b -> difference(one, b)));
    List<String> sentences = new ArrayList<>(learned);
    if (best.isPresent() && !gain.map(value -> value.mean() > 0).orElse(false)) {
      sentences.add("Nothing better than before.");
    } else {
      best = own;
    }
    stages.add(
        new Workflow.Stage(
            name,
            folder,
            best,
            own.map(one -> estimate(one.crossValidated())),
            gain,
            stages.isEmpty() ? Optional.empty() : own.flatMap(this::overDefaults),
            work,
            sentences));
  }

  private static ScoreEstimate estimate(Summary.CrossValidated score) {
    return new ScoreEstimate(score.mean(), score.stdError(), score.scores().size());
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

  private Optional<ScoreEstimate> overDefaults(Summary.Standing one) {
    return first.summary().result().baseline().flatMap(base -> difference(one, base));
  }

  private static Workflow.Work searched(StudyRecord record) {
    Summary.Cost cost = record.summary().cost();
    return new Workflow.Work(
        record.trials().size(),
        (int) record.cells().stream().map(CellRow::cost).filter(WorkflowCourse::ran).count(),
        OptionalDouble.of(cost.wallSeconds()),
        OptionalDouble.of(cost.taskSeconds()));
  }

  private static boolean ran(Cost cost) {
    return cost.attempts() > 0;
  }

  /** The three stages of the last study. */
  private void addLast(String folder, StudyHistory history, StudyRecord record) {
    List<Cost> again =
        history.repeated().values().stream()
            .flatMap(repeated -> repeated.cells().stream())
            .map(CellOutcome::cost)
            .filter(WorkflowCourse::ran)
            .toList();
    List<Cost> search =
        record.cells().stream().map(CellRow::cost).filter(WorkflowCourse::ran).toList();
    long begun = record.opened().at();
    long searched = ended(search.stream(), begun);
    long repeated = ended(again.stream(), searched);
    boolean whole = history.resumed().isEmpty();
    add(
        "Fine grid",
        folder,
        record.course().leader().stream().toList(),
        new Workflow.Work(
            record.trials().size(),
            search.size(),
            seconds(whole, searched - begun),
            OptionalDouble.of(tasks(search))),
        WorkflowSentences.grid(record));
    Optional<Summary.Standing> winner = record.summary().result().winner();
    Optional<Summary.Standing> searchedBest = best;
    stages.add(
        new Workflow.Stage(
            "Finalists on folds",
            folder,
            winner.or(() -> searchedBest),
            winner.map(one -> estimate(one.crossValidated())),
            winner.flatMap(one -> searchedBest.flatMap(b -> difference(one, b))),
            winner.flatMap(this::overDefaults),
            new Workflow.Work(
                history.repeated().size(),
                again.size(),
                seconds(whole, repeated - searched),
                OptionalDouble.of(tasks(again))),
            WorkflowSentences.finalists(
                history, winner.stream().mapToInt(Summary.Standing::trial).toArray())));
    stages.add(
        heldOut(
            folder,
            record,
            winner.stream().toList(),
            seconds(
                whole,
                begun + Math.round(record.summary().cost().wallSeconds() * MILLIS) - repeated)
                .stream()));
  }

  private static OptionalDouble seconds(boolean whole, long millis) {
    return whole ? OptionalDouble.of(Math.max(0, millis) / MILLIS) : OptionalDouble.empty();
  }

  private static long ended(Stream<Cost> costs, long earliest) {
    return costs.mapToLong(cost -> cost.span().endedAt()).reduce(earliest, Math::max);
  }

  private static double tasks(List<Cost> costs) {
    return costs.stream().mapToDouble(Cost::taskSeconds).sum();
  }

  /**
   * @param winner one or none
   * @param seconds one or none
   */
  private static Workflow.Stage heldOut(
      String folder, StudyRecord record, List<Summary.Standing> winner, DoubleStream seconds) {
    Optional<Summary.Standing> best = winner.stream().findFirst();
    Optional<Double> score = best.flatMap(Summary.Standing::heldOut).map(Summary.HeldOut::score);
    Optional<Double> base =
        record
            .summary()
            .result()
            .baseline()
            .flatMap(Summary.Standing::heldOut)
            .map(Summary.HeldOut::score);
    Optional<Summary.Improvement> over = record.summary().result().improvement();
    OptionalDouble gain = over.map(Summary.Improvement::heldOut).orElse(OptionalDouble.empty());
    List<String> learned = new ArrayList<>();
    score.ifPresent(
        held ->
            learned.add(
                "The winner scores %s on held-out rows%s."
                    .formatted(
                        ScoreEstimate.digits(held),
                        base.map(b -> ", the defaults " + ScoreEstimate.digits(b)).orElse(""))));
    over.flatMap(Summary.Improvement::interval)
        .filter(interval -> interval.low() != interval.high())
        .ifPresent(
            interval ->
                learned.add(
                    "95 %% interval of the difference: %s to %s%s."
                        .formatted(
                            ScoreEstimate.digits(interval.low()),
                            ScoreEstimate.digits(interval.high()),
                            interval.holdsZero() ? "; it may be noise" : "")));
    int fits = best.isEmpty() ? 0 : best.get().trial() == 0 || base.isEmpty() ? 1 : 2;
    return new Workflow.Stage(
        "Held-out rows",
        folder,
        best,
        score.map(held -> new ScoreEstimate(held, OptionalDouble.empty(), 1)),
        Optional.empty(),
        gain.stream()
            .mapToObj(value -> new ScoreEstimate(value, OptionalDouble.empty(), 1))
            .findFirst(),
        new Workflow.Work(fits, fits, seconds.findFirst(), OptionalDouble.empty()),
        learned);
  }
}
