package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.espalier.evaluate.TimeLimits;
import org.espalier.space.Configuration;
import org.espalier.spec.Origins;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.UsualPlans;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;
import org.junit.jupiter.api.Test;

final class StudyDesignTest {

  private static StudyDesign design(int window) {
    TuningPlan plan =
        new TuningPlan(
            42,
            2,
            new SearchPlan("random", 4),
            new SchedulePlan("full", SchedulePlan.Resource.ROWS, OptionalLong.empty(), 3),
            UsualPlans.budget(),
            UsualPlans.winner(),
            UsualPlans.run(0, 0),
            Origins.none("test"));
    List<Configuration> listed =
        IntStream.range(0, 4).mapToObj(i -> new Configuration(Map.of("depth", i))).toList();
    return new StudyDesign(
        "test",
        new Objective("accuracy", Direction.MAXIMIZE),
        new StudyStrategies(plan, new SearchTarget.Listed(listed), RungLadder.full(100, 2)),
        window,
        TimeLimits.NONE);
  }

  @Test
  void further_trials_are_planned_as_far_as_a_list_goes() {
    assertThat(design(0).plannedTrials(0)).isEqualTo(4);
    assertThat(design(0).plannedTrials(3)).isEqualTo(4);
    assertThat(design(0).plannedTrials(Integer.MAX_VALUE)).isEqualTo(4);
  }

  @Test
  void a_window_without_a_limit_is_recorded_as_zero() {
    assertThat(design(0).recordedWindow()).isZero();
    assertThat(design(16).recordedWindow()).isEqualTo(16);
  }
}
