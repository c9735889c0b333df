package org.espalier.testing;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.journal.StudyEvent;
import org.espalier.schedule.Asha;
import org.espalier.schedule.FullResource;
import org.espalier.schedule.Hyperband;
import org.espalier.schedule.Racing;
import org.espalier.schedule.Scheduler;
import org.espalier.schedule.SuccessiveHalving;
import org.espalier.search.GridSampler;
import org.espalier.search.ListSampler;
import org.espalier.search.RandomSampler;
import org.espalier.search.RecordedSampler;
import org.espalier.search.Sampler;
import org.espalier.search.StartPoints;
import org.espalier.search.gp.GpSampler;
import org.espalier.simulate.CellByCell;
import org.espalier.simulate.CellTimes;
import org.espalier.simulate.SimulatedPool;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.IntParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.CellOutcome;
import org.espalier.study.EntryPoint;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.tune.Budget;
import org.espalier.tune.RecordedSteps;
import org.espalier.tune.TuningLoop;

/**
 * A whole study drawn at random from a seed: strategy, ladder, window, duplicates, failures. The
 * same seed is the same study, whatever pool it is played on.
 */
public final class RandomStudy {

  private static final int[] WINDOWS = {1, 2, 16, TuningLoop.UNLIMITED};

  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Dimension.always(new ChoiceParameter("learner", List.of("a", "b"))),
              new Dimension(
                  new IntParameter("depth", 1, 9, Scale.LINEAR, 1, 0),
                  List.of(new Condition("learner", "b"))),
              Dimension.always(new ChoiceParameter("flag", List.of(true, false)))));

  /** The sampler that learns from losses, and takes longer; never drawn. */
  private static final int MODEL = 3;

  private final long seed;
  private final int trials;
  private final int eta;
  private final int window;
  private final int failOneIn;
  private final int sampler;
  private final int scheduler;
  private final RungLadder ladder;

  /** The study of a seed. */
  public RandomStudy(long seed) {
    this(seed, 1 + new Random(seed).nextInt(24), false);
  }

  private RandomStudy(long seed, int trials, boolean modelled) {
    this.seed = seed;
    Random random = new Random(seed);
    random.nextInt(24);
    this.trials = trials;
    this.eta = 2 + random.nextInt(3);
    this.window = WINDOWS[random.nextInt(WINDOWS.length)];
    this.failOneIn = List.of(0, 0, 30, 8, 3).get(random.nextInt(5));
    int drawn = random.nextInt(3);
    this.sampler = modelled ? MODEL : drawn;
    this.scheduler = random.nextInt(5);
    int folds = 1 + random.nextInt(5);
    this.ladder =
        scheduler == 0
            ? RungLadder.full(90, folds)
            : scheduler == 4
                ? RungLadder.foldByFold(folds, 90)
                : random.nextBoolean()
                    ? RungLadder.ofRows(10, 10 + random.nextInt(200), eta, folds)
                    : RungLadder.ofFolds(1, folds, eta, 90);
  }

  /** Fails and scores by configuration, fold and rows alone. */
  public CellByCell runner() {
    return cell -> {
      Seed draw =
          new Seed(seed)
              .child(cell.configuration().toString(), cell.fold())
              .child("rows", cell.proposal().rows());
      if (failOneIn > 0
          && draw.random().nextInt(failOneIn * ladder.rung(ladder.top()).folds()) == 0) {
        throw new IllegalStateException("did not converge");
      }
      double score = draw.child("score", 0).random().nextInt(6) / 3.0; // ties are likely
      return CellOutcome.completed(cell.fold(), cell.proposal().rows(), score);
    };
  }

  private Sampler sampler() {
    Random random = new Random(seed + 1);
    List<Configuration> defaults = new ArrayList<>();
    for (int i = 0; i < random.nextInt(3); i++) {
      defaults.add(SPACE.at(i));
    }
    if (sampler == 0) {
      return new StartPoints(defaults, new GridSampler(SPACE));
    }
    if (sampler == 1) {
      return new StartPoints(defaults, new RandomSampler(SPACE, new Seed(seed)));
    }
    if (sampler == MODEL) {
      return new StartPoints(defaults, new GpSampler(SPACE, new Seed(seed)));
    }
    List<Configuration> repeats = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      repeats.add(new Configuration(Map.of("x", random.nextInt(8))));
    }
    return new ListSampler(repeats, "list");
  }

  /** A fresh scheduler that takes the trials of the past as they are. */
  public Scheduler scheduler(RecordedSteps past) {
    Sampler sampler = new RecordedSampler(past.trials(), sampler());
    return switch (scheduler) {
      case 0 -> new FullResource(sampler, trials, ladder);
      case 1 -> new SuccessiveHalving(sampler, trials, ladder, eta);
      case 2 -> new Hyperband(sampler, trials, ladder, eta, "hyperband");
      case 3 -> new Asha(sampler, trials, ladder, eta);
      default -> new Racing(sampler, trials, ladder);
    };
  }

  /** The same study with more trials. */
  public RandomStudy withTrials(int more) {
    return new RandomStudy(seed, more, sampler == MODEL);
  }

  /** The same study with a sampler that learns from losses. */
  public RandomStudy modelled() {
    return new RandomStudy(seed, trials, true);
  }

  public int trials() {
    return trials;
  }

  /** How it is opened. */
  public StudyEvent.Opened opened() {
    return new StudyEvent.Opened(
        "random",
        new StudyEvent.Setup(
            seed,
            Studies.RMSE,
            "sampler",
            "scheduler",
            scheduler(RecordedSteps.none()).plannedTrials(),
            window == TuningLoop.UNLIMITED ? 0 : window,
            ladder),
        new StudyEvent.Folds("hash", List.of(), 0, 100, 0),
        Optional.empty(),
        new StudyEvent.Request(EntryPoint.JOB, List.of(), ""),
        List.of(),
        Map.of(),
        0);
  }

  /** How it is taken up again. */
  public StudyEvent.Resumed resumed() {
    return new StudyEvent.Resumed(
        scheduler(RecordedSteps.none()).plannedTrials(),
        "",
        List.of(),
        Map.of(),
        Optional.empty(),
        0);
  }

  /** The study on a pool, ready to run. */
  public TuningLoop on(
      EvaluationPool pool, Budget budget, InstantSource clock, Consumer<StudyEvent> recorder) {
    return on(pool, budget, clock, recorder, RecordedSteps.none());
  }

  /** The study on a pool, ready to go on from a past. */
  public TuningLoop on(
      EvaluationPool pool,
      Budget budget,
      InstantSource clock,
      Consumer<StudyEvent> recorder,
      RecordedSteps past) {
    Study study = Study.of(Studies.RMSE, new Seed(seed));
    return new TuningLoop(study, scheduler(past), ladder, pool, window, budget, clock, recorder);
  }

  /**
   * Cells that last between nothing and a hundred times as long as others, drawn anew each time.
   */
  public SimulatedPool simulated(int slots, long timing) {
    Random random = new Random(timing);
    return new SimulatedPool(runner(), slots, cell -> Math.pow(100, random.nextDouble()));
  }

  /** Cells of which some are slow, and some lose their slot on the way and begin again. */
  public SimulatedPool retried(int slots, long timing) {
    CellTimes times = new CellTimes(List.of(1.0, 4.0), 1, 0.1, 0.3, new Seed(timing));
    return new SimulatedPool(runner(), slots, times);
  }

  @Override
  public String toString() {
    return "seed %d: %d trials, eta %d, window %d, one in %d fails, sampler %d, scheduler %d, %s"
        .formatted(seed, trials, eta, window, failOneIn, sampler, scheduler, ladder);
  }
}
