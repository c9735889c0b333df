package org.espalier.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsReader;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.metric.Metric;
import org.espalier.schedule.Scheduler;
import org.espalier.search.StartPoints;
import org.espalier.simulate.CellByCell;
import org.espalier.simulate.SimulatedPool;
import org.espalier.spark.estimator.LearnerCatalogue;
import org.espalier.spark.metric.Scorer;
import org.espalier.spec.PlannedCost;
import org.espalier.spec.Strategies;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.learners.StudySpace;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.EntryPoint;
import org.espalier.study.Fidelity;
import org.espalier.study.PriorObservations;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.testing.MemoryJournal;
import org.espalier.tune.Budget;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.TuningLoop;

/**
 * A study from a file, with a made-up score in place of Spark: the nearer to a depth of 8, the
 * better.
 */
record PlayedStudy(
    Settings settings, StudySpace space, RungLadder ladder, List<StudyEvent> events) {

  /** Full, at random; whatever comes later in the text wins. */
  static final String TREES =
      """
      study = trees
      data { source = table.csv, label = y }
      learners = [{ type = random-forest, space { maxDepth = { from = 2, to = 12 }, minInfoGain = { from = 0, to = 1 } } }]
      metric = accuracy
      folds = 3
      search { sampler = random, trials = 30 }, schedule.scheduler = full
      """;

  static PlayedStudy of(Path folder, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), text);
    Settings settings = new SettingsReader(Map.of(), Map.of()).read(file.toFile(), List.of());
    StudyPlan plan = settings.plan();
    StudySpace space = StudySpace.of(plan, new LearnerCatalogue());
    RungLadder ladder =
        plan.tuning()
            .schedule()
            .ladder(new Fidelity(900, plan.folds().number()), 2, PlannedCost.PROPORTIONAL);
    Scheduler scheduler =
        Strategies.scheduler(
            plan.tuning().schedule(),
            new StartPoints(
                space.defaults(),
                space.points(),
                List.of(),
                List.of(),
                Strategies.sampler(
                    plan.tuning().search(),
                    space.space(),
                    space.starts(),
                    new Seed(plan.tuning().seed()),
                    PriorObservations.NONE)),
            plan.tuning().search().trials() == 0
                ? Integer.MAX_VALUE
                : plan.tuning().search().trials(),
            ladder);
    List<StudyEvent> events = new ArrayList<>();
    MemoryJournal journal = new MemoryJournal(events);
    JournalRecorder recorder = JournalRecorder.open(journal, InstantSource.fixed(Instant.EPOCH));
    recorder.record(opened(settings, scheduler, ladder));
    EvaluationPool pool = new SimulatedPool(scored(), 4, cell -> 1);
    TuningLoop loop =
        new TuningLoop(
            Study.of(Scorer.objective(Metric.ACCURACY), new Seed(plan.tuning().seed())),
            scheduler,
            ladder,
            pool,
            16,
            Budget.UNLIMITED,
            InstantSource.fixed(Instant.EPOCH),
            recorder);
    try {
      loop.run();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    int winner = loop.study().incumbent().orElseThrow().proposal().trial();
    recorder.record(
        new StudyEvent.Confirmed(winner, OptionalDouble.empty(), OptionalDouble.empty(), 1));
    recorder.record(
        new StudyEvent.Closed(
            StudyStatus.FINISHED, 0, "every trial was decided on", List.of(), 9, 9));
    return new PlayedStudy(settings, space, ladder, journal.read());
  }

  private static StudyEvent.Opened opened(
      Settings settings, Scheduler scheduler, RungLadder ladder) {
    StudyPlan plan = settings.plan();
    return new StudyEvent.Opened(
        plan.name(),
        new StudyEvent.Setup(
            plan.tuning().seed(),
            Scorer.objective(Metric.ACCURACY),
            plan.tuning().search().sampler(),
            plan.tuning().schedule().type(),
            scheduler.plannedTrials(),
            16,
            ladder),
        new StudyEvent.Folds("hash", List.of(450L, 450L, 450L), 0, 1350, 0),
        Optional.empty(),
        new StudyEvent.Request(EntryPoint.JOB, List.of(), settings.effective()),
        List.of(),
        Map.of(),
        0);
  }

  /** A second a cell for every 100 rows, one after the other on two slots. */
  private static CellByCell scored() {
    return cell -> {
      long rows = cell.proposal().rows();
      double depth = cell.configuration().number("random-forest.maxDepth");
      double score = 0.9 - Math.abs(depth - 8) / 20 - 1.0 / rows + cell.fold() / 100.0;
      long begin = 1000 * (cell.proposal().number() / 2);
      Cost cost =
          new Cost(
              1,
              rows / 100.0,
              0,
              rows / 100.0,
              Cost.Footprint.NONE,
              new Cost.Span(begin, begin + 900));
      return new CellOutcome(
          cell.fold(),
          CellState.COMPLETED,
          rows,
          OptionalDouble.of(score),
          Map.of(),
          CellTraining.NONE,
          "",
          cost);
    };
  }
}
