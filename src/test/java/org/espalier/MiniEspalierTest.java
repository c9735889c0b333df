package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellPool;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.report.ReportPage;
import org.espalier.schedule.Scheduler;
import org.espalier.schedule.SuccessiveHalving;
import org.espalier.search.RandomSampler;
import org.espalier.search.RecordedSampler;
import org.espalier.search.Sampler;
import org.espalier.simulate.CellByCell;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.CellOutcome;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.tune.Budget;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.RecordedSteps;
import org.espalier.tune.TuningLoop;
import org.junit.jupiter.api.Test;

/**
 * Espalier in one file, from a space to a page: tunes nearest neighbours on the rows of a sine,
 * without settings and without Spark. Read it from {@link #study} on, then each class it names.
 */
final class MiniEspalierTest {

  private static final int ROWS = 600;
  private static final int FOLDS = 3;
  private static final int TRIALS = 27;
  private static final Seed SEED = new Seed(42);
  private static final Objective RMSE = new Objective("rmse", Direction.MINIMIZE);
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  /** What may be tried: the exponent exists only where neighbours are weighed. */
  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Dimension.always(new IntParameter("neighbours", 1, 60, Scale.LOG)),
              Dimension.always(new ChoiceParameter("weights", List.of("equal", "distance"))),
              new Dimension(
                  new FloatParameter("exponent", 0.5, 4, Scale.LINEAR),
                  List.of(new Condition("weights", "distance")))));

  /** What a trial gets: 45, 135 or all 400 rows that a fold trains on, on all folds. */
  private static final RungLadder LADDER =
      RungLadder.ofRows(45, (long) ROWS * (FOLDS - 1) / FOLDS, 3, FOLDS);

  /** Row of the table: a noisy sine. Its fold is its number modulo the folds. */
  private record Point(double x, double y) {}

  private static final RandomGenerator NOISE = SEED.child("noise", 0).random();
  private static final List<Point> TABLE =
      IntStream.range(0, ROWS)
          .mapToDouble(i -> 0.01 * (37 * i % ROWS)) // not in the order of x
          .mapToObj(x -> new Point(x, Math.sin(x) + 0.3 * NOISE.nextGaussian()))
          .toList();

  /**
   * A cell: fits a configuration on the rows of a rung without a fold, and scores it on the fold.
   */
  private static CellOutcome evaluate(Cell cell) {
    List<Point> training = rows(cell.fold(), false).stream().limit(cell.proposal().rows()).toList();
    List<Point> validation = rows(cell.fold(), true);
    double squares = 0;
    for (Point row : validation) {
      double error = predict(training, row.x(), cell.configuration()) - row.y();
      squares += error * error;
    }
    return CellOutcome.completed(
        cell.fold(), cell.proposal().rows(), Math.sqrt(squares / validation.size()));
  }

  private static List<Point> rows(int fold, boolean within) {
    return IntStream.range(0, ROWS)
        .filter(i -> (i % FOLDS == fold) == within)
        .mapToObj(TABLE::get)
        .toList();
  }

  private static double predict(List<Point> training, double x, Configuration configuration) {
    Object exponent = configuration.values().get("exponent"); // absent: all weigh the same
    double power = exponent instanceof Number number ? number.doubleValue() : 0;
    double sum = 0;
    double weights = 0;
    Comparator<Point> byDistance = Comparator.comparing(point -> Math.abs(point.x() - x));
    long neighbours = (long) configuration.number("neighbours");
    for (Point near : training.stream().sorted(byDistance).limit(neighbours).toList()) {
      double weight = Math.pow(Math.abs(near.x() - x) + 1e-3, -power);
      sum += weight * near.y();
      weights += weight;
    }
    return sum / weights;
  }

  /** Journal in a list; {@code spark.store} has the one on a file system. */
  private record ListJournal(List<StudyEvent> events) implements JournalStore {
    @Override
    public List<StudyEvent> read() {
      return List.copyOf(events);
    }

    @Override
    public synchronized void append(StudyEvent event) {
      events.add(event);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** Runs the study from where its journal ends, and returns its tables. */
  private static StudyRecord study(List<StudyEvent> events)
      throws IOException, InterruptedException {
    try (JournalRecorder recorder = JournalRecorder.open(new ListJournal(events), CLOCK);
        EvaluationPool pool =
            new CellPool(CellByCell.of(MiniEspalierTest::evaluate), 4, recorder)) {
      RecordedSteps past = RecordedSteps.of(recorder.history());
      recorder.record(recorder.history().isBegun() ? resumed() : opened());
      Sampler sampler = new RecordedSampler(past.trials(), new RandomSampler(SPACE, SEED));
      Scheduler scheduler = new SuccessiveHalving(sampler, TRIALS, LADDER, 3);
      Study empty = Study.of(RMSE, SEED);
      TuningLoop loop =
          new TuningLoop(empty, scheduler, LADDER, pool, 8, Budget.UNLIMITED, CLOCK, recorder);
      loop.resume(past);
      int winner = loop.study().incumbent().orElseThrow().proposal().trial();
      recorder.record(
          new StudyEvent.Confirmed(winner, OptionalDouble.empty(), OptionalDouble.empty(), 0));
      recorder.record(new StudyEvent.Closed(StudyStatus.FINISHED, 0, "", List.of(), 1, 1));
      return recorder.tables();
    }
  }

  private static StudyEvent opened() {
    StudyEvent.Folds folds = new StudyEvent.Folds("modulo", List.of(200L, 200L, 200L), 0, ROWS, 0);
    return new StudyEvent.Opened(
        "sine",
        new StudyEvent.Setup(SEED.value(), RMSE, "random", "halving", TRIALS, 8, LADDER),
        folds,
        Optional.empty(),
        new StudyEvent.Request(EntryPoint.JOB, List.of("nearest neighbours on a sine"), ""),
        List.of(),
        Map.of(),
        0);
  }

  private static StudyEvent resumed() {
    return new StudyEvent.Resumed(TRIALS, "", List.of(), Map.of(), Optional.empty(), 0);
  }

  @Test
  void a_study_from_its_space_to_its_page() throws Exception {
    List<StudyEvent> events = new ArrayList<>();
    StudyRecord record = study(events);
    assertThat(record.trials()).hasSize(TRIALS);
    assertThat(record.cells()).hasSize((27 + 9 + 3) * FOLDS);
    double best = record.summary().result().winner().orElseThrow().crossValidated().mean();
    assertThat(best).isBetween(0.28, 0.36); // the noise is 0.3, the sine without a model 0.7
    assertThat(ReportPage.of(record)).contains("sine", "neighbours", "exponent");
    // A driver may die anywhere: another one goes on from the journal, to the same trials.
    List<StudyEvent> cut = new ArrayList<>(events.subList(0, events.size() / 2));
    assertThat(study(cut).trials()).isEqualTo(record.trials());
  }
}
