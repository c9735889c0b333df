package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.espalier.evaluate.CellPool;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.simulate.SimulatedPool;
import org.espalier.study.Proposal;
import org.espalier.testing.Command;
import org.espalier.testing.PrintedSteps;
import org.espalier.testing.RandomStudy;
import org.espalier.testing.Recording;
import org.espalier.testing.Sample;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Proposals, outcomes and decisions are a function of the study and its window alone. */
@Tag(Sample.TAG)
final class ReproducibilityTest {

  private static final int STUDIES = Sample.rounds(1000);
  private static final InstantSource STANDING = () -> Instant.EPOCH;

  private static List<Object> steps(RandomStudy study, EvaluationPool pool)
      throws InterruptedException {
    Recording recording = new Recording();
    try (pool) {
      study.on(pool, Budget.UNLIMITED, STANDING, recording).run();
    }
    return recording.steps();
  }

  @Test
  void whatever_the_number_of_slots_and_the_order_of_arrival() throws Exception {
    for (int seed = 0; seed < STUDIES; seed++) {
      RandomStudy study = new RandomStudy(seed);
      List<Object> expected = steps(study, study.simulated(1, 0));
      for (int slots : new int[] {2, 8, 64}) {
        assertThat(steps(study, study.simulated(slots, seed))).as("%s", study).isEqualTo(expected);
      }
    }
  }

  @Test
  void whatever_is_slow_or_lost_and_run_again() throws Exception {
    for (int seed = 0; seed < STUDIES; seed++) {
      RandomStudy study = new RandomStudy(seed);
      List<Object> expected = steps(study, study.simulated(1, 0));
      assertThat(steps(study, study.retried(4, seed))).as("%s", study).isEqualTo(expected);
    }
  }

  @Test
  void of_a_sampler_that_learns_from_losses_too() throws Exception {
    for (int seed = 0; seed < STUDIES / 100; seed++) {
      RandomStudy study = new RandomStudy(seed).modelled();
      List<Object> expected = steps(study, study.simulated(1, 0));
      for (int slots : new int[] {2, 8, 64}) {
        assertThat(steps(study, study.retried(slots, seed))).as("%s", study).isEqualTo(expected);
      }
    }
  }

  @Test
  void in_a_fresh_jvm() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    List<String> words =
        List.of(java, "-cp", classes, PrintedSteps.class.getName(), Integer.toString(STUDIES / 5));
    Command.Result fresh = Command.run(Path.of("."), Map.of(), words);
    assertThat(fresh.output().lines()).containsExactlyElementsOf(PrintedSteps.of(STUDIES / 5));
  }

  @Test
  void on_real_threads_too() throws Exception {
    for (int seed = 0; seed < STUDIES / 10; seed++) {
      RandomStudy study = new RandomStudy(seed);
      List<Object> expected = steps(study, study.simulated(1, 0));
      for (int threads : new int[] {1, 2, 8}) {
        assertThat(steps(study, new CellPool(study.runner(), threads)))
            .as("%s", study)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void a_deadline_cuts_to_a_prefix() throws Exception {
    Random random = new Random(3);
    int cut = 0;
    for (int seed = 0; seed < STUDIES; seed++) {
      RandomStudy study = new RandomStudy(seed);
      List<Object> uncut = steps(study, study.simulated(2, seed));
      Recording recording = new Recording();
      SimulatedPool pool = study.simulated(2, seed);
      Instant end = Instant.EPOCH.plus(Duration.ofSeconds(random.nextInt(500)));
      StopReason reason =
          study.on(pool, new Budget(Optional.of(end), 3), pool.clock(), recording).run();
      int common = 0;
      List<Object> steps = recording.steps();
      while (common < steps.size() && steps.get(common).equals(uncut.get(common))) {
        common++;
      }
      assertThat(steps.subList(common, steps.size()))
          .as("what had ended by then: %s", study)
          .doesNotHaveAnyElementsOfTypes(Proposal.class);
      assertThat(pool.clock().instant()).as("stops in time").isBeforeOrEqualTo(end.plusMillis(1));
      if (reason == StopReason.DEADLINE) {
        cut++;
      } else {
        assertThat(recording.steps()).hasSameSizeAs(uncut);
      }
    }
    assertThat(cut).isBetween(STUDIES / 10, STUDIES);
  }
}
