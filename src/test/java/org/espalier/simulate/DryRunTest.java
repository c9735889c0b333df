package org.espalier.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.espalier.evaluate.CellPool;
import org.espalier.journal.StudyEvent;
import org.espalier.schedule.Asha;
import org.espalier.schedule.FullResource;
import org.espalier.schedule.Hyperband;
import org.espalier.schedule.Racing;
import org.espalier.schedule.Scheduler;
import org.espalier.schedule.SuccessiveHalving;
import org.espalier.search.ListSampler;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
import org.espalier.search.StartPoints;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.CellOutcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.testing.Sample;
import org.espalier.testing.Studies;
import org.espalier.tune.Budget;
import org.espalier.tune.TuningLoop;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class DryRunTest {

  private static final Seed SEED = new Seed(1);

  private static final long ALL = Long.MAX_VALUE;

  /** Configurations that differ, but for each so-many-th, which repeats the first. */
  private static List<Configuration> configurations(int count, int repeatEach) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> new Configuration(Map.of("x", repeatEach > 0 && i % repeatEach == 0 ? 0 : i)))
        .toList();
  }

  private static Sampler sampler(int count) {
    return new ListSampler(configurations(count, 0), "list");
  }

  @Test
  void every_trial_in_full_is_so_many_cells_as_trials_times_folds() {
    RungLadder ladder = RungLadder.full(80, 5);
    DryRun run = DryRun.of(new FullResource(sampler(12), 12, ladder), ladder, SEED, ALL);
    assertThat(run).isEqualTo(new DryRun(12, List.of(60L), 12 * 5 * 80, false));
    assertThat(run.allCells()).isEqualTo(60);
  }

  @Test
  void halving_counts_each_rung_with_what_was_promoted_to_it() {
    RungLadder ladder = RungLadder.ofRows(10, 90, 3, 2);
    DryRun run = DryRun.of(new SuccessiveHalving(sampler(27), 27, ladder, 3), ladder, SEED, ALL);
    assertThat(run.trials()).isEqualTo(27);
    assertThat(run.cells()).containsExactly(54L, 18L, 6L);
    assertThat(run.units()).isEqualTo(54 * 10 + 18 * 30 + 6 * 90);
  }

  @Test
  void folds_as_resource_are_counted_once_each() {
    RungLadder ladder = RungLadder.ofFolds(1, 9, 3, 100);
    DryRun run = DryRun.of(new SuccessiveHalving(sampler(9), 9, ladder, 3), ladder, SEED, ALL);
    assertThat(run.cells()).containsExactly(9L, 3L * 2, 1L * 6);
    assertThat(run.units()).isEqualTo((9 + 6 + 6) * 100);
  }

  @Test
  void a_default_is_carried_along_beside_the_promoted_ones() {
    RungLadder ladder = RungLadder.ofRows(10, 90, 3, 1);
    Sampler sampler = new StartPoints(List.of(new Configuration(Map.of("x", -1))), sampler(8));
    DryRun run = DryRun.of(new SuccessiveHalving(sampler, 9, ladder, 3), ladder, SEED, ALL);
    assertThat(run.cells()).containsExactly(9L, 4L, 2L);
  }

  @Test
  void where_no_rung_waits_for_its_last_trial_counts_are_those_of_whole_rungs() {
    RungLadder ladder = RungLadder.ofRows(10, 90, 3, 1);
    // Every ninth trial goes straight to the top; of the other 24 a third goes on each time.
    DryRun run = DryRun.of(new Asha(sampler(27), 27, ladder, 3), ladder, SEED, ALL);
    assertThat(run.cells()).containsExactly(24L, 8L, 2L + 3);
  }

  @Test
  void in_a_race_nobody_need_be_stopped() {
    RungLadder ladder = RungLadder.foldByFold(5, 80);
    Sampler sampler = new StartPoints(List.of(new Configuration(Map.of("x", -1))), sampler(11));
    assertThat(DryRun.of(new Racing(sampler, 12, ladder), ladder, SEED, ALL).allCells())
        .isEqualTo(60);
  }

  /** With a stop watch of its own: a study of a billion trials has no end. */
  @Test
  @Timeout(60)
  void of_a_billion_trials_the_first_few_are_played_and_the_counts_are_scaled() {
    SearchSpace space =
        new SearchSpace(List.of(Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR))));
    RungLadder ladder = RungLadder.full(80, 5);
    int billion = 1_000_000_000;
    IntFunction<Scheduler> schedulers =
        most -> new FullResource(new RandomSampler(space, SEED), Math.min(most, billion), ladder);
    DryRun run = DryRun.of(schedulers, ladder, SEED, ALL);
    assertThat(run).isEqualTo(new DryRun(billion, List.of(5L * billion), 400L * billion, true));
    DryRun bounded = DryRun.of(schedulers, ladder, SEED, 400L * 20_000);
    assertThat(bounded).isEqualTo(new DryRun(20_000, List.of(100_000L), 400L * 20_000, true));
    DryRun ended = DryRun.of(schedulers, ladder, SEED, 400L * 20);
    assertThat(ended).isEqualTo(new DryRun(20, List.of(100L), 400L * 20, false));
    RungLadder rungs = RungLadder.ofRows(10, 90, 3, 1);
    Sampler random = new RandomSampler(space, SEED);
    IntFunction<Scheduler> halving =
        most -> new SuccessiveHalving(random, Math.min(most, billion), rungs, 3);
    IntFunction<Scheduler> hyperband =
        most -> new Hyperband(random, Math.min(most, billion), rungs, 3, "hyperband");
    for (IntFunction<Scheduler> each : List.of(halving, hyperband)) {
      DryRun counted = DryRun.of(each, rungs, SEED, ALL);
      assertThat(counted.trials()).isEqualTo(billion);
      assertThat(counted.allCells()).isBetween((long) billion, 3L * billion);
    }
  }

  @Tag(Sample.TAG)
  @Test
  void a_real_study_asks_for_no_more_than_was_counted() {
    for (int seed = 0; seed < Sample.rounds(60); seed++) {
      int eta = 2 + seed % 3;
      RungLadder ladder =
          seed % 2 == 0 ? RungLadder.ofRows(10, 200, eta, 2) : RungLadder.ofFolds(1, 5, eta, 50);
      int trials = 4 + seed % 17;
      int repeatEach = seed % 4 == 0 ? 3 : 0;
      DryRun counted = DryRun.of(halving(trials, repeatEach, ladder, eta), ladder, SEED, ALL);
      Asked asked = play(halving(trials, repeatEach, ladder, eta), ladder, seed);
      assertThat(counted.trials()).as("seed %d", seed).isEqualTo(trials);
      for (int rung = 0; rung <= ladder.top(); rung++) {
        assertThat(asked.cells[rung])
            .as("seed %d rung %d of %s", seed, rung, ladder)
            .isLessThanOrEqualTo(counted.cells().get(rung).intValue());
      }
      assertThat(asked.units).isLessThanOrEqualTo(counted.units());
    }
  }

  private static Scheduler halving(int trials, int repeatEach, RungLadder ladder, int eta) {
    List<Configuration> all = new ArrayList<>(configurations(trials, repeatEach));
    List<Configuration> defaults = List.of(new Configuration(Map.of("x", -1)));
    return new SuccessiveHalving(
        new StartPoints(defaults, new ListSampler(all, "list")), trials, ladder, eta);
  }

  private static final class Asked implements Consumer<StudyEvent> {
    private final int[] cells;
    private long units = 0;

    Asked(int rungs) {
      cells = new int[rungs];
    }

    @Override
    public void accept(StudyEvent step) {
      if (step instanceof StudyEvent.Proposed proposed) {
        count(proposed.proposal());
      }
    }

    private void count(Proposal proposal) {
      cells[proposal.rung()] += proposal.folds().size();
      units += proposal.units();
    }
  }

  /** A study on threads, with scores and failures drawn from a seed. */
  private static Asked play(Scheduler scheduler, RungLadder ladder, int seed) {
    Asked asked = new Asked(ladder.rungs().size());
    try (CellPool pool =
        new CellPool(
            CellByCell.of(
                cell -> {
                  var random =
                      new Seed(seed).child(cell.configuration().toString(), cell.fold()).random();
                  if (seed % 5 == 1 && random.nextInt(6) == 0) {
                    throw new IllegalStateException("did not converge");
                  }
                  return CellOutcome.completed(
                      cell.fold(), cell.proposal().rows(), random.nextDouble());
                }),
            2)) {
      new TuningLoop(
              Study.of(Studies.RMSE, new Seed(seed)),
              scheduler,
              ladder,
              pool,
              4,
              Budget.UNLIMITED,
              () -> Instant.EPOCH,
              asked)
          .run();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return asked;
  }
}
