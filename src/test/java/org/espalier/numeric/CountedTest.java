package org.espalier.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CountedTest {

  @Test
  void one_thing_is_not_many() {
    assertThat(Counted.of(0, "trial")).isEqualTo("0 trials");
    assertThat(Counted.of(1, "trial")).isEqualTo("1 trial");
    assertThat(Counted.of(20_839, "training row")).isEqualTo("20,839 training rows");
    assertThat(Counted.of(1, "class") + ", " + Counted.of(3, "class"))
        .isEqualTo("1 class, 3 classes");
    assertThat(Counted.of(2, "copy")).isEqualTo("2 copies");
  }
}
