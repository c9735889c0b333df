package org.espalier.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.space.Configuration;
import org.junit.jupiter.api.Test;

final class ReasonTest {

  /** Stands for what a row holds; made as it runs, so that no literal is like it. */
  private static final String SECRET =
      new StringBuilder("evitisop 1007 tneitap").reverse().toString();

  private static final List<String> NOTHING = List.of();

  private static Throwable thrown(Callable<?> work) {
    try {
      throw new AssertionError("did not throw, but returned " + work.call());
    } catch (Exception e) {
      return e;
    }
  }

  private static Object requireDepth(int depth) {
    throw new IllegalArgumentException(
        "requirement failed: trees support maxDepth <= 30, but were given maxDepth = " + depth);
  }

  @Test
  void a_reason_is_the_first_line_of_the_innermost_message() {
    Exception inner = new IllegalArgumentException("  maxBins is too small\nfor what there is");
    assertThat(Reason.of(new RuntimeException("Job aborted", new Exception(inner)), NOTHING))
        .isEqualTo("IllegalArgumentException: maxBins is too small");
    assertThat(Reason.of(new NullPointerException(), NOTHING)).isEqualTo("NullPointerException");
    Exception circular = new Exception("the outer one");
    circular.initCause(new Exception("the inner one", circular));
    assertThat(Reason.of(circular, NOTHING)).isEqualTo("Exception: the inner one");
  }

  @Test
  void no_value_that_came_in_as_it_ran_is_in_it() {
    for (Callable<?> work :
        List.<Callable<?>>of(
            () -> Integer.parseInt(SECRET),
            () -> Double.valueOf(SECRET),
            () -> Stream.of(SECRET, " " + SECRET).collect(Collectors.toMap(String::strip, s -> 1)),
            () -> java.time.LocalDate.parse(SECRET),
            () -> Enum.valueOf(Thread.State.class, SECRET),
            () -> {
              throw new IllegalStateException("Unseen label: " + SECRET + ". Keep or skip it.");
            },
            () -> {
              throw new IllegalStateException("%s is no label of %d".formatted(SECRET, 7001));
            },
            () -> {
              throw new IllegalStateException(SECRET);
            })) {
      Throwable failure = thrown(work);
      assertThat(String.valueOf(failure.getMessage())).contains(SECRET);
      Throwable wrapped = new RuntimeException("Task failed: " + failure.getMessage(), failure);
      for (Throwable each : List.of(failure, wrapped, new RuntimeException(failure))) {
        assertThat(Reason.of(each, NOTHING))
            .doesNotContain("patient")
            .doesNotContain("7001")
            .doesNotContain("ositive")
            .contains("…");
        assertThat(Reason.trace(each))
            .doesNotContain("patient")
            .doesNotContain("ositive")
            .contains("at org.espalier.evaluate.ReasonTest.");
      }
    }
  }

  @Test
  void a_trace_names_each_cause_and_hides_messages() {
    Throwable blank = new IllegalStateException(" ", new NullPointerException());
    assertThat(Reason.trace(new Exception("outer", blank)).lines().filter(s -> !s.startsWith("\t")))
        .containsExactly(
            "java.lang.Exception: …",
            "Caused by: java.lang.IllegalStateException",
            "Caused by: java.lang.NullPointerException");
  }

  @Test
  void what_stands_in_the_code_remains() {
    assertThat(Reason.of(thrown(() -> Integer.parseInt(SECRET)), NOTHING))
        .isEqualTo("NumberFormatException: For input string: \"…");
    assertThat(
            Reason.of(
                new IllegalStateException("Unseen label: " + SECRET + ". Keep or skip it."),
                NOTHING))
        .isEqualTo("IllegalStateException: Unseen label: …. Keep or skip it.");
    assertThat(Reason.of(thrown(() -> requireDepth(40)), NOTHING))
        .isEqualTo(
            "IllegalArgumentException: requirement failed: trees support maxDepth <= 30, but were"
                + " given maxDepth = …");
  }

  @Test
  void values_of_the_configuration_may_be_named() {
    Configuration deep = new Configuration(Map.of("random-forest.maxDepth", 40));
    assertThat(Reason.of(thrown(() -> requireDepth(40)), deep, NOTHING)).endsWith(" = " + 40);
    assertThat(Reason.of(thrown(() -> requireDepth(401)), deep, NOTHING)).endsWith(" = …");
    assertThat(Reason.of(thrown(() -> requireDepth(4)), deep, NOTHING)).endsWith(" = …");
    assertThat(Reason.of(thrown(() -> requireDepth(41)), deep, List.of("41"))).endsWith(" = 41");
  }

  @Test
  void a_word_of_the_code_hides_in_no_value() {
    String value = List.of("positiv", "IllegalState").get(0);
    assertThat(Reason.of(new IllegalStateException("got " + value), NOTHING))
        .doesNotContain("got ")
        .contains("IllegalStateException: ");
  }

  @Test
  void is_one_short_line() {
    assertThat(Reason.of(new IllegalStateException("x".repeat(100_000)), NOTHING))
        .hasSizeLessThan(600);
  }
}
