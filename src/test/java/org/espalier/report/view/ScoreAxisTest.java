package org.espalier.report.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.espalier.study.Direction;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScoreAxisTest {

  @Test
  void its_ends_are_round() {
    assertThat(ScoreAxis.around(List.of(0.8895, 0.9165)))
        .isEqualTo(new ScoreAxis(0.88, 0.92, 0.01, 0));
    assertThat(ScoreAxis.around(List.of())).isEqualTo(new ScoreAxis(0, 1, 0.2, 0));
  }

  @Test
  void a_winner_far_from_all_others_is_on_it() {
    List<Double> losses = new ArrayList<>(List.of(0.5361));
    for (int i = 0; i < 40; i++) {
      losses.add(1 + i * 0.15 / 40);
    }
    ScoreAxis axis = ScoreAxis.of(losses, Direction.MINIMIZE);
    assertThat(axis).isEqualTo(new ScoreAxis(0.4, 1.2, 0.2, 0));
    List<Double> gains = losses.stream().map(loss -> -loss).toList();
    assertThat(ScoreAxis.of(gains, Direction.MAXIMIZE))
        .isEqualTo(new ScoreAxis(-1.2, -0.4, 0.2, 0));
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void only_the_bad_side_is_cut(Direction direction) {
    double sign = direction == Direction.MINIMIZE ? 1 : -1;
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      scores.add(sign * (10 + i / 10.0));
    }
    scores.add(sign * 1e9);
    scores.add(sign * 2);
    ScoreAxis axis = ScoreAxis.of(scores, direction);
    assertThat(axis.beyond()).isEqualTo(1);
    assertThat(Math.max(Math.abs(axis.low()), Math.abs(axis.high()))).isLessThan(25);
    assertThat(sign * 2).isBetween(axis.low(), axis.high());
  }

  @Test
  void what_its_round_ends_hold_is_not_counted_as_beyond() {
    List<Double> scores = new ArrayList<>(List.of(-1e6));
    for (int i = 0; i < 20; i++) {
      scores.add(100.0 + i);
    }
    scores.add(3e6);
    ScoreAxis axis = ScoreAxis.of(scores, Direction.MINIMIZE);
    assertThat(scores.stream().filter(s -> s < axis.low() || s > axis.high()))
        .hasSize(axis.beyond())
        .containsExactly(3e6);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 3, -7e-9, 1.0200000001, 1e300, Double.MAX_VALUE, Double.MIN_VALUE})
  void equal_scores_have_an_axis_around_them(double score) {
    for (int count : List.of(1, 2, 30)) {
      ScoreAxis axis = ScoreAxis.of(Collections.nCopies(count, score), Direction.MINIMIZE);
      assertThat(axis.low()).isLessThan(axis.high());
      assertThat(score).isBetween(axis.low(), axis.high());
      assertThat(axis.step()).isPositive();
      assertThat(axis.beyond()).isZero();
    }
  }

  @Test
  void scores_that_differ_by_rounding_alone_are_drawn_as_equal() {
    ScoreAxis axis = ScoreAxis.of(List.of(0.1 + 0.2, 0.3, 0.3), Direction.MAXIMIZE);
    assertThat(axis.step()).isGreaterThan(1e-3);
    assertThat(0.1 + 0.2).isBetween(axis.low(), axis.high());
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void the_best_of_any_scores_is_on_it_with_few_ticks(Direction direction) {
    for (int run = 0; run < 500; run++) {
      RandomGenerator random = new Seed(11).child("run", run).random();
      List<Double> scores = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(40); i++) {
        scores.add(random.nextGaussian() * Math.pow(10, random.nextInt(-100, 100)));
      }
      ScoreAxis axis = ScoreAxis.of(scores, direction);
      double best =
          direction == Direction.MINIMIZE ? Collections.min(scores) : Collections.max(scores);
      assertThat(best).isBetween(axis.low(), axis.high());
      assertThat(axis.high() / axis.step() - axis.low() / axis.step()).isBetween(1.5, 8.5);
    }
  }
}
