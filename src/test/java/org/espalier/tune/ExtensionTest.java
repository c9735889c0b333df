package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.espalier.evaluate.CellRunner;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.journal.ControlRequest;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.schedule.Asha;
import org.espalier.schedule.FullResource;
import org.espalier.schedule.Scheduler;
import org.espalier.schedule.SuccessiveHalving;
import org.espalier.search.ListSampler;
import org.espalier.search.Sampler;
import org.espalier.simulate.SimulatedPool;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Door;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

/** A study that is given further trials while it runs. */
final class ExtensionTest {

  private static final InstantSource STANDING = () -> Instant.EPOCH;

  private static final RungLadder LADDER = RungLadder.ofRows(100, 400, 2, 1);

  private static final int BEGUN_WITH = 6;

  private static final StudyEvent OPENED =
      new StudyEvent.Opened(
          "extended",
          new StudyEvent.Setup(1, Studies.RMSE, "list", "asha", BEGUN_WITH, 2, LADDER),
          new StudyEvent.Folds("hash", List.of(), 0, 800, 0),
          Optional.empty(),
          new StudyEvent.Request(Door.JOB, List.of(), ""),
          List.of(),
          Map.of(),
          0);

  private static final CellRunner LOSS =
      cell ->
          CellOutcome.completed(
              cell.fold(), cell.proposal().rows(), cell.configuration().number("loss"));

  /** Fixed losses in no order. */
  private static Sampler losses(int number) {
    List<Configuration> all =
        IntStream.range(0, number)
            .mapToObj(i -> new Configuration(Map.of("loss", (double) (i * 7 % number))))
            .toList();
    return new ListSampler(all, "list");
  }

  private static Scheduler asha(int available, int trials) {
    return new Asha(losses(available), trials, LADDER, 2);
  }

  private static SimulatedPool pool(int slots) {
    return new SimulatedPool(LOSS, slots, cell -> 1);
  }

  /** A study with what it recorded. */
  private static final class Run {
    private final List<StudyEvent> events = new ArrayList<>(List.of(OPENED));
    private final TuningLoop loop;

    Run(
        Scheduler scheduler,
        RungLadder ladder,
        EvaluationPool pool,
        int window,
        Consumer<StudyEvent> also) {
      this.loop =
          new TuningLoop(
              Studies.empty(1),
              scheduler,
              ladder,
              pool,
              window,
              Budget.UNLIMITED,
              STANDING,
              event -> {
                events.add(event);
                also.accept(event);
              });
    }

    /** Asks for trials after a number of outcomes. */
    static Run extended(Scheduler scheduler, int window, int after, int trials) throws Exception {
      Run[] run = new Run[1];
      int[] told = {0};
      run[0] =
          new Run(
              scheduler,
              LADDER,
              pool(window),
              window,
              event -> {
                if (event instanceof StudyEvent.Told && ++told[0] == after) {
                  run[0].loop.extend(ControlRequest.forTrials(trials, "test"));
                }
              });
      run[0].loop.run();
      return run[0];
    }

    List<StudyEvent.Controlled> answers() {
      return events.stream()
          .filter(StudyEvent.Controlled.class::isInstance)
          .map(StudyEvent.Controlled.class::cast)
          .toList();
    }

    /** Outcomes without their times. */
    List<String> told() {
      return loop.study().outcomes().stream()
          .map(outcome -> outcome.proposal() + " " + outcome.score())
          .toList();
    }

    List<StudyEvent> steps() {
      return StudyHistory.of(events).steps();
    }
  }

  @Test
  void the_steps_before_it_stay_and_the_trials_are_as_many_more() throws Exception {
    Run uncut = Run.extended(asha(20, BEGUN_WITH), 2, -1, 1);
    for (int after = 1; after < 8; after++) {
      Run run = Run.extended(asha(20, BEGUN_WITH), 2, after, 4);
      assertThat(run.loop.study().trials()).hasSize(BEGUN_WITH + 4);
      assertThat(run.answers().get(0).plannedTrials()).isEqualTo(OptionalInt.of(BEGUN_WITH + 4));
      int first = run.events.indexOf(run.answers().get(0)) - 1; // the opening is no step
      assertThat(run.steps().subList(0, first)).isEqualTo(uncut.steps().subList(0, first));
    }
  }

  @Test
  void it_is_replayed_at_its_place_wherever_the_driver_died() throws Exception {
    Run run = Run.extended(asha(20, BEGUN_WITH), 2, 3, 4);
    int granted = run.events.indexOf(run.answers().get(0));
    for (int cut = granted + 1; cut <= run.events.size(); cut++) {
      List<StudyEvent> recorded = run.events.subList(0, cut);
      StudyHistory history = StudyHistory.of(recorded);
      assertThat(history.extension()).isEqualTo(4);
      Run resumed = new Run(asha(20, BEGUN_WITH), LADDER, pool(2), 2, event -> {});
      resumed.loop.resume(RecordedSteps.of(history));
      assertThat(resumed.told()).isEqualTo(run.told());
    }
  }

  @Test
  void idle_slots_begin_at_once_and_do_not_wait_for_the_last_outcome() throws Exception {
    Run[] run = new Run[1];
    List<String> order = new ArrayList<>();
    CellRunner slow =
        cell -> {
          order.add("trial " + cell.proposal().trial());
          return LOSS.run(cell);
        };
    EvaluationPool inner = new SimulatedPool(slow, 4, cell -> 1);
    EvaluationPool asking = new AskingPool(inner, () -> run[0].loop);
    RungLadder full = RungLadder.full(100, 1);
    run[0] = new Run(new FullResource(losses(9), 1, full), full, asking, 4, event -> {});
    run[0].loop.run();
    assertThat(run[0].steps().stream().limit(3))
        .allMatch(StudyEvent.Proposed.class::isInstance); // before the outcome of the first
    assertThat(order).hasSize(3);
  }

  /** Pool whose first wait brings nothing but a request for two trials. */
  private static final class AskingPool implements EvaluationPool {
    private final EvaluationPool pool;
    private final Supplier<TuningLoop> loop;
    private boolean asked = false;

    AskingPool(EvaluationPool pool, Supplier<TuningLoop> loop) {
      this.pool = pool;
      this.loop = loop;
    }

    @Override
    public void submit(Proposal proposal, Configuration configuration, long due) {
      pool.submit(proposal, configuration, due);
    }

    @Override
    public Optional<List<CellOutcome>> await(long proposal, Duration atMost)
        throws InterruptedException {
      if (!asked) {
        asked = true;
        loop.get().extend(ControlRequest.forTrials(2, "test"));
        return Optional.empty();
      }
      return pool.await(proposal, atMost);
    }

    @Override
    public boolean isExhausted() {
      return pool.isExhausted();
    }

    @Override
    public void cancel(int trial) {
      pool.cancel(trial);
    }

    @Override
    public void close() {
      pool.close();
    }
  }

  @Test
  void a_list_that_has_fewer_grants_what_it_has_and_refuses_at_its_end() throws Exception {
    Run fewer = Run.extended(asha(8, BEGUN_WITH), 2, 3, 40);
    assertThat(fewer.answers().get(0).plannedTrials()).isEqualTo(OptionalInt.of(8));
    Run none = Run.extended(asha(BEGUN_WITH, BEGUN_WITH), 2, 3, 40);
    assertThat(none.loop.study().trials()).hasSize(BEGUN_WITH);
    assertThat(none.answers().get(0).plannedTrials()).isEmpty();
    assertThat(none.answers().get(0).refusal())
        .isEqualTo("the sampler has no further configuration");
  }

  @Test
  void successive_halving_refuses_as_its_rungs_depend_on_the_number() throws Exception {
    Scheduler halving = new SuccessiveHalving(losses(20), BEGUN_WITH, LADDER, 2);
    Run run = Run.extended(halving, 2, 3, 4);
    assertThat(run.loop.study().trials()).hasSize(BEGUN_WITH);
    assertThat(run.answers())
        .extracting(StudyEvent.Controlled::refusal)
        .containsExactly("the rungs depend on the number of trials that the study was begun with");
  }
}
