package org.espalier.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParamScheduleTest {

  @Test
  void a_text_has_phases_and_is_written_as_it_is_read() {
    ParamSchedule schedule = ParamSchedule.of(" 30: eta=0.3, gamma = 1;60:eta=1e-3 ");
    assertThat(schedule.phases())
        .containsExactly(
            new ParamSchedule.Phase(30, Map.of("eta", "0.3", "gamma", "1")),
            new ParamSchedule.Phase(60, Map.of("eta", "1e-3")));
    assertThat(schedule.text()).isEqualTo("30: eta=0.3, gamma=1; 60: eta=1e-3");
    assertThat(ParamSchedule.of(schedule.text())).isEqualTo(schedule);
    assertThat(ParamSchedule.of("")).isEqualTo(ParamSchedule.NONE);
  }

  @Test
  void a_phase_without_an_iteration_is_left_out() {
    ParamSchedule one = ParamSchedule.NONE.then(3, Map.of("eta", "0.3"));
    assertThat(one.then(3, Map.of("eta", "0.2"))).isEqualTo(one);
    assertThat(one.then(4, Map.of("eta", "0.2")).text()).isEqualTo("3: eta=0.3; 4: eta=0.2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"30", "30:", "eta=0.3", "0: eta=1", "30: eta", "30: eta=1, eta=2", "3: eta=1;"})
  void what_is_no_phase_is_named(String text) {
    assertThatThrownBy(() -> ParamSchedule.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a phase; write iterations and the values up to them");
  }

  @Test
  void phases_ascend() {
    assertThatThrownBy(() -> ParamSchedule.of("30: eta=1; 20: eta=1"))
        .hasMessage("ends a phase at 30 and the next one at 20; use ascending numbers");
  }
}
