package org.espalier.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.spec.problem.InvalidStudyException;
import org.junit.jupiter.api.Test;

/** The settings of a function as a journal has them, read again. */
final class RecordedFunctionTest {

  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Dimension.always(new FloatParameter("l.r \"x\"", 1e-5, 0.1, Scale.LOG, 0, 7)),
              Dimension.always(new IntParameter("layers", -1, 9, Scale.LINEAR, 2, 0)),
              Dimension.always(
                  new ChoiceParameter("kind", List.of("a\nb", true, 3, 0.5, List.of(1, "two")))),
              new Dimension(
                  new FloatParameter("momentum", 0, 1, Scale.LINEAR, 0.25, 0),
                  List.of(Condition.oneOf("kind", "a\nb", 3)))));

  private static String settings() {
    return """
    "tuner" = "FunctionTuner"
    "sampler" = "tpe"
    "scheduler" = "asha"
    "trials" = "0"
    "minResource" = "3"
    "eta" = "4"
    "seed" = "-5"
    "space.layers" = "int"
    "space" = "%s"
    """
        .formatted(SpaceText.of(SPACE).replace("\\", "\\\\").replace("\"", "\\\""));
  }

  @Test
  void a_space_is_read_as_it_was_written() {
    assertThat(SpaceText.read(SpaceText.of(SPACE))).isEqualTo(SPACE);
  }

  @Test
  void what_strategies_need_is_read_and_may_be_overridden() {
    RecordedFunction read = RecordedFunction.of(settings(), List.of()).orElseThrow();
    assertThat(read.space()).isEqualTo(SPACE);
    assertThat(read.search().sampler()).isEqualTo("tpe");
    assertThat(read.schedule().min()).hasValue(3);
    assertThat(read.schedule().eta()).isEqualTo(4);
    assertThat(read.seed()).isEqualTo(-5);
    RecordedFunction other =
        RecordedFunction.of(settings(), List.of("trials=40", "minResource = 0")).orElseThrow();
    assertThat(other.search().trials()).isEqualTo(40);
    assertThat(other.schedule().min()).isEmpty();
  }

  @Test
  void all_wrong_overrides_are_told_at_once() {
    assertThatThrownBy(
            () -> RecordedFunction.of(settings(), List.of("trils=4", "eta=1", "trials=few")))
        .isInstanceOfSatisfying(
            InvalidStudyException.class,
            e ->
                assertThat(e.problems())
                    .extracting(String::valueOf)
                    .satisfiesExactly(
                        one -> assertThat(one).contains("trils", "did you mean 'trials'?"),
                        one -> assertThat(one).contains("eta", "from 2 on"),
                        one -> assertThat(one).contains("trials", "'few'")));
  }

  @Test
  void settings_of_another_tuner_are_not_read() {
    String fit = "\"tuner\" = \"Tuner\"\n\"space\" = \"[]\"\n";
    assertThat(RecordedFunction.of(fit, List.of())).isEmpty();
  }
}
