package org.espalier.spark.placement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Fidelity;
import org.espalier.study.Placement;
import org.espalier.study.RungLadder;
import org.espalier.study.Trainer;

/**
 * Where the learners of a study are trained at each rung: inside tasks or by jobs. A place is
 * planned by the number of rows, and decided once: by the rows of a fold, which are measured at the
 * first question about a learner that may be trained inside tasks. A study that is resumed keeps
 * the places that it began with.
 */
public final class TrainingPlaces {

  /**
   * A learner of the study.
   *
   * @param estimator with the params that are the same for all of its configurations
   * @param usual with default params; empty for a user's own, which has no others
   */
  public record Learner(String name, PipelineStage estimator, Optional<PipelineStage> usual) {}

  /** Fits of a study whose rows can be read. */
  public interface Fits {

    /**
     * Size of a learner's table at a rung; empty if MLlib would refuse it, or a stage fails. The
     * rows stay for its cells.
     */
    Optional<TableSize> measured(String learner, int rung);

    /** Gives the rows of a learner back that were measured at a rung, if they are still kept. */
    void ended(String learner, int rung);

    /** The fit of a learner at a rung with the largest number of all that the study may try. */
    PipelineStage longest(String learner, int rung, ToLongFunction<PipelineStage> number);
  }

  /**
   * Decision about a learner.
   *
   * @param places by rung
   * @param rows that were measured, at full fidelity; empty if none were
   */
  private record Decided(List<Placement> places, Optional<TableSize> rows) {}

  private final MemoryShortage shortage;
  private final PlacementPolicy rule;
  private final List<Learner> learners;
  private final List<Placement> recorded;
  private final RungLadder ladder;
  private final Optional<Fits> fits;
  private final Map<String, Decided> decided = new HashMap<>(); // by learner, guarded by this

  /**
   * Places that are planned.
   *
   * @param heap that tables are trained in
   * @param recorded places that a resumed study began with; empty to choose
   */
  public TrainingPlaces(
      TrainingPlan plan,
      TaskHeap heap,
      Origins origins,
      List<Learner> learners,
      List<Placement> recorded,
      RungLadder ladder) {
    this(
        MemoryShortage.of(
            recorded.isEmpty() ? plan : plan.resuming(recorded.get(0).memory()), heap, origins),
        List.copyOf(learners),
        List.copyOf(recorded),
        ladder,
        Optional.empty());
  }

  private TrainingPlaces(
      MemoryShortage shortage,
      List<Learner> learners,
      List<Placement> recorded,
      RungLadder ladder,
      Optional<Fits> fits) {
    this.shortage = shortage;
    this.rule = shortage.rule();
    this.learners = learners;
    this.recorded = recorded;
    this.ladder = ladder;
    this.fits = fits;
  }

  /** The places at the rungs of another ladder. */
  public TrainingPlaces at(RungLadder other) {
    return new TrainingPlaces(shortage, learners, recorded, other, Optional.empty());
  }

  /** The places that are decided by the rows of fits. */
  public TrainingPlaces by(Fits measured) {
    return new TrainingPlaces(shortage, learners, recorded, ladder, Optional.of(measured));
  }

  /** The plan, with the table size that a resumed study began with. */
  public TrainingPlan plan() {
    return shortage.plan();
  }

  /** Origins of the settings. */
  public Origins origins() {
    return shortage.origins();
  }

  /** The rule of memory by which a place is chosen. */
  public PlacementPolicy rule() {
    return rule;
  }

  /** Problems of learners that cannot be trained inside tasks as they are to be. */
  public List<Problem> problems() {
    String wrong = "is tasks, but %s is trained by jobs only (%s)";
    Stream<Problem> untaken =
        learners.stream()
            .filter(learner -> rule.isForced() && !rule.takes(learner.estimator()))
            .map(learner -> wrong.formatted(learner.name(), untaken(learner)))
            .map(problem -> origins().problem("run.training", problem, "auto"));
    return Stream.concat(untaken, shortage().stream()).toList();
  }

  /** Lack of memory at full fidelity, as far as known before any row is collected. */
  private Optional<Problem> shortage() {
    long rows = ladder.rung(ladder.top()).rows();
    boolean inTasks =
        recorded.isEmpty()
            ? learners.stream().anyMatch(learner -> rule.takes(learner.estimator()))
            : recorded.stream().anyMatch(Placement::isInTask);
    return Stream.concat(
            shortage.inTasks(rows).stream(),
            learners.stream().flatMap(one -> shortage.inOnlyFit(one.estimator(), rows).stream()))
        .filter(lacking -> inTasks)
        .findFirst();
  }

  /** Reason for which a learner is trained by jobs, whatever its rows. */
  private String untaken(Learner learner) {
    return learner
        .usual()
        .filter(
            usual ->
                rule.kind() != TrainingPlan.TrainingMode.JOBS
                    && rule.kind() != TrainingPlan.TrainingMode.DISTRIBUTED)
        .map(usual -> TaskTrainers.reason(learner.estimator(), usual))
        .orElseGet(() -> rule.obstacle(learner.estimator()));
  }

  /**
   * The place for a learner at a rung: on distributed rows or by jobs if a task is not possible.
   */
  private Placement place(String learner, int rung, PipelineStage fit, String obstacle) {
    Trainer trainer =
        obstacle.isEmpty()
            ? Trainer.TASK
            : rule.takesPasses(fit) ? Trainer.DISTRIBUTED : Trainer.JOBS;
    String reason = obstacle.isEmpty() ? "where params and rows allow it" : obstacle;
    return new Placement(learner, rung, trainer, reason, rule.most());
  }

  /** Places for each learner at each rung, as far as known before any row is collected. */
  public List<Placement> planned() {
    if (!recorded.isEmpty()) {
      return recorded;
    }
    List<Placement> planned = new ArrayList<>();
    for (Learner learner : learners) {
      PipelineStage estimator = learner.estimator();
      for (int rung = 0; rung <= ladder.top(); rung++) {
        String obstacle =
            rule.takes(estimator)
                ? rule.obstacle(estimator, ladder.rung(rung).rows())
                : untaken(learner);
        planned.add(place(learner.name(), rung, estimator, obstacle));
      }
    }
    return planned;
  }

  /**
   * Places for each learner at each rung.
   *
   * @throws InvalidStudyException if there is too little memory for training inside tasks
   */
  public List<Placement> places() {
    return learners().stream().flatMap(learner -> decided(learner).places().stream()).toList();
  }

  /** Names of the learners that have a place. */
  public List<String> learners() {
    return planned().stream().map(Placement::learner).distinct().toList();
  }

  /**
   * Place of the cells of a learner at a rung; empty if there is none.
   *
   * @throws InvalidStudyException if there is too little memory for its training inside tasks
   */
  public Optional<Placement> placement(String learner, int rung) {
    return decided(learner).places().stream().filter(place -> place.rung() == rung).findFirst();
  }

  /** Place of one of these cells: by jobs, too, if no training takes the params of its fit. */
  public Optional<Placement> placement(String learner, int rung, PipelineStage fit) {
    return placement(learner, rung)
        .map(place -> isTaken(place, fit) ? place : place(learner, rung, fit, rule.obstacle(fit)));
  }

  private boolean isTaken(Placement place, PipelineStage fit) {
    return switch (place.trainer()) {
      case TASK -> rule.takes(fit);
      case DISTRIBUTED -> rule.takesPasses(fit);
      case JOBS, NONE -> true;
    };
  }

  /**
   * Nanoseconds of planned work of a fit on one core; empty if its rows were not measured.
   *
   * @param rows training rows
   */
  public OptionalDouble nanos(String learner, long rows, Supplier<PipelineStage> fit) {
    return decided(learner).rows().stream()
        .mapToDouble(all -> PlacementPolicy.nanos(fit.get(), all.learning(rows)))
        .findFirst();
  }

  private synchronized Decided decided(String learner) {
    return decided.computeIfAbsent(learner, this::decide);
  }

  private Decided decide(String learner) {
    List<Placement> planned =
        planned().stream().filter(place -> place.learner().equals(learner)).toList();
    int highest =
        planned.stream().filter(Placement::isInTask).mapToInt(Placement::rung).max().orElse(-1);
    Optional<TableSize> measured =
        fits.filter(any -> highest >= 0).flatMap(any -> any.measured(learner, highest));
    if (measured.isEmpty()) {
      return new Decided(planned, measured); // the cells report the reason
    }
    TableSize whole = measured.get().whole(ladder.rung(highest).rows());
    List<Placement> places = new ArrayList<>();
    Map<Fidelity, PipelineStage> longest = new LinkedHashMap<>(); // of any number of folds
    for (Placement place : planned) {
      places.add(place.isInTask() ? decide(place, whole, longest) : place);
    }
    if (places.stream().noneMatch(Placement::isInTask)) {
      fits.orElseThrow().ended(learner, highest);
    }
    return new Decided(List.copyOf(places), Optional.of(whole));
  }

  private Placement decide(
      Placement planned, TableSize whole, Map<Fidelity, PipelineStage> longest) {
    Fidelity rung = ladder.rung(planned.rung());
    TableSize rows = whole.learning(rung.rows());
    PipelineStage fit =
        longest.computeIfAbsent(
            rung.withFolds(1),
            any ->
                fits.orElseThrow()
                    .longest(
                        planned.learner(),
                        planned.rung(),
                        each -> PlacementPolicy.nanos(each, rows)));
    int folds = ladder.rung(ladder.top()).folds();
    String obstacle = rule.takes(fit) ? rule.obstacle(fit, rows, folds) : rule.obstacle(fit);
    Placement place =
        recorded.isEmpty() ? place(planned.learner(), planned.rung(), fit, obstacle) : planned;
    Optional<Problem> lacking =
        place.isInTask() || rule.isForced()
            ? shortage.inTasks(fit, rows, folds)
            : shortage.inOnlyFit(fit, rows, folds);
    InvalidStudyException.throwIfAny(lacking.stream().toList());
    return place;
  }
}
