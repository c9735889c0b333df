package org.espalier.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.spec.SettingValues;
import org.espalier.study.EntryPoint;
import org.junit.jupiter.api.Test;

final class WrittenPlanTest {

  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Dimension.always(new FloatParameter("l.r \"x\"", 1e-5, 0.1, Scale.LOG, 0, 7)),
              Dimension.always(new FloatParameter("whole ends", -2, 2, Scale.LINEAR, 1, 0)),
              Dimension.always(new IntParameter("layers", -1, 9, Scale.LINEAR, 2, 0)),
              Dimension.always(new ChoiceParameter("a", List.of(1, 2, 4), true)),
              Dimension.always(
                  new ChoiceParameter("kind", List.of("a\nb", true, 3, 0.5, List.of(1, "two")))),
              new Dimension(
                  new FloatParameter("momentum", 0, 1, Scale.LINEAR, 0.25, 0),
                  List.of(Condition.oneOf("kind", "a\nb", 3)))));

  private static final WrittenPlan PLAN =
      new WrittenPlan(
          new SettingValues(
              EntryPoint.FUNCTION,
              Map.of(
                  "scheduler",
                  "asha",
                  "eta",
                  4L,
                  "seed",
                  -5L,
                  "min-resource",
                  "auto",
                  "timeout",
                  Duration.ofMillis(1500),
                  "state-limit",
                  64L,
                  "target-score",
                  0.25)),
          SPACE,
          List.of(Map.of("layers", 3, "kind", true)),
          List.of(),
          List.of("-layers"));

  @Test
  void a_plan_is_read_as_it_was_written() {
    WrittenPlan read = WrittenPlan.read("plan", PLAN.write(), EntryPoint.FUNCTION);
    assertThat(read.space()).isEqualTo(SPACE);
    assertThat(read.values().values()).containsExactlyInAnyOrderEntriesOf(PLAN.values().values());
    assertThat(read.points()).isEqualTo(PLAN.points());
    assertThat(read.simplicity()).isEqualTo(PLAN.simplicity());
    assertThat(read.write()).isEqualTo(PLAN.write());
  }
}
