package org.espalier.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProblemTest {

  private static final Origins ORIGINS =
      new Origins("study.conf", Map.of("data", "study.conf: 3", "data.label", "study.conf: 4"));

  @Test
  void is_one_line_that_says_where_what_and_what_would_be_right() {
    assertThat(new Problem("study.conf: 3", "folds", "must be a whole number, but is 2.5", ""))
        .hasToString("study.conf: 3: folds: must be a whole number, but is 2.5");
    assertThat(new Problem("study.conf", "", "is empty", "see conf/study.conf"))
        .hasToString("study.conf: is empty; see conf/study.conf");
  }

  @Test
  void points_to_its_own_line_or_to_the_section_around_it() {
    assertThat(ORIGINS.problem("data.label", "is missing", "").where()).isEqualTo("study.conf: 4");
    assertThat(ORIGINS.problem("data.test.held-out", "is 2", "").where())
        .isEqualTo("study.conf: 3");
    assertThat(ORIGINS.problem("folds", "is 1", "").where()).isEqualTo("study.conf");
    assertThat(Origins.none("Tuner").problem("a.b", "is 1", "")).hasToString("Tuner: a.b: is 1");
  }

  @Test
  void all_are_reported_at_once_in_the_order_of_their_lines() {
    Problem four = ORIGINS.problem("data.label", "is missing", "");
    Problem none = ORIGINS.problem("folds", "is 1", "at least 2");
    Problem ten = new Problem("study.conf: 10", "metric", "is 1", "");
    Problem same = new Problem("study.conf: 10", "learners", "is 1", "");
    Problem set = new Problem("--set", "seed", "is 1", "");
    InvalidStudyException invalid = new InvalidStudyException(List.of(ten, same, four, none, set));
    assertThat(invalid.problems()).containsExactly(set, none, four, ten, same);
    assertThat(invalid)
        .hasMessageStartingWith("--set: seed: is 1\nstudy.conf: folds: is 1; at least 2\n");
  }
}
