package org.espalier.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CountedNounTest {

  @Test
  void one_thing_is_not_many() {
    assertThat(CountedNoun.of(0, "trial")).isEqualTo("0 trials");
    assertThat(CountedNoun.of(1, "trial")).isEqualTo("1 trial");
    assertThat(CountedNoun.of(20_839, "training row")).isEqualTo("20,839 training rows");
    assertThat(CountedNoun.of(1, "class") + ", " + CountedNoun.of(3, "class"))
        .isEqualTo("1 class, 3 classes");
    assertThat(CountedNoun.of(2, "copy")).isEqualTo("2 copies");
  }
}
