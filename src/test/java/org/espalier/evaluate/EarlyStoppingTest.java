package org.espalier.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.CurvePoint;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Proposal;
import org.espalier.study.Trainer;
import org.junit.jupiter.api.Test;

final class EarlyStoppingTest {

  private static final Objective LOSS = new Objective("loss", Direction.MINIMIZE);
  private static final Configuration ANY = new Configuration(Map.of());
  private static final Cost ONE = new Cost(1, 1, 0, 1, Cost.Footprint.NONE, Cost.Span.NONE);

  /** Folds with the losses of their iterations, from which each step takes its points. */
  private static final class Folds {

    private final double[][] losses;
    private final int patience;
    private final EarlyStopping stopping;
    private final int[] trained;
    private int total = 0;

    Folds(int patience, double[]... losses) {
      this.losses = losses;
      this.patience = patience;
      this.trained = new int[losses.length];
      List<Integer> folds = IntStream.range(0, losses.length).boxed().toList();
      this.stopping =
          new EarlyStopping(new Proposal(0, 0, 0, folds, 1), ANY, LOSS, patience, losses[0].length);
    }

    /** Trains to the end of all steps. */
    List<CellOutcome> ended() {
      List<Cell> step =
          IntStream.range(0, losses.length)
              .mapToObj(fold -> new Cell(new Proposal(0, 0, 0, List.of(fold), 1), ANY, fold))
              .toList();
      while (true) {
        step.forEach(this::train);
        List<CellOutcome> outcomes = step.stream().map(Folds::completed).toList();
        JointCells.Next next = stopping.after(outcomes);
        if (next instanceof JointCells.Next.Ended ended) {
          return ended.outcomes();
        }
        step = ((JointCells.Next.Further) next).cells();
      }
    }

    private static CellOutcome completed(Cell cell) {
      return new CellOutcome(
          cell.fold(),
          CellState.COMPLETED,
          1,
          OptionalDouble.of(9),
          Map.of(),
          CellTraining.by(Trainer.TASK),
          "",
          ONE);
    }

    private void train(Cell cell) {
      double[] all = losses[cell.fold()];
      int until = cell.iterations().orElse(all.length);
      int from = trained[cell.fold()];
      int best = from;
      List<CurvePoint> points = new ArrayList<>();
      for (int at = from + 1; at <= until; at++) {
        points.add(new CurvePoint(at, Map.of("loss", all[at - 1])));
        best = best == from || all[at - 1] < all[best - 1] ? at : best;
        trained[cell.fold()] = at;
        total++;
        if (cell.iterations().isEmpty() && at - best >= patience) {
          break;
        }
      }
      stopping.add(cell.fold(), points);
    }

    /** Iteration with the best mean of folds that advance together. */
    int together() {
      int best = 1;
      for (int at = 1; at <= losses[0].length && at - best < patience + 1; at++) {
        best = mean(at) < mean(best) ? at : best;
      }
      return best;
    }

    double mean(int at) {
      double sum = 0;
      for (double[] fold : losses) {
        sum += fold[at - 1];
      }
      return LOSS.loss(sum / losses.length);
    }
  }

  private static double[] curve(Random random, int length) {
    double lowest = 1 + random.nextInt(length);
    double noise = random.nextDouble() * 0.2;
    return IntStream.rangeClosed(1, length)
        .mapToDouble(at -> Math.abs(at - lowest) / length + noise * random.nextDouble())
        .toArray();
  }

  @Test
  void folds_that_train_by_themselves_stop_where_they_would_together() {
    Random random = new Random(7);
    for (int study = 0; study < 500; study++) {
      int length = 1 + random.nextInt(80);
      Folds folds =
          new Folds(
              1 + random.nextInt(12),
              IntStream.range(0, 1 + random.nextInt(5))
                  .mapToObj(fold -> curve(random, length))
                  .toArray(double[][]::new));
      List<CellOutcome> outcomes = folds.ended();
      int best = folds.together();
      assertThat(outcomes)
          .allSatisfy(
              outcome -> {
                assertThat(outcome.training().iterations()).hasValue(best);
                assertThat(outcome.score()).hasValue(folds.losses[outcome.fold()][best - 1]);
              });
    }
  }

  @Test
  void one_count_holds_for_all_folds_and_is_no_folds_own() {
    Folds folds =
        new Folds(2, new double[] {5, 1, 2, 3, 4, 5, 6, 7}, new double[] {9, 8, 7, 6, 0, 4, 5, 6});
    List<CellOutcome> outcomes = folds.ended();
    // The means are 7, 4.5, 4.5, 4.5, 2, 4, 5, …: the first fold's own best is after 2, and its
    // patience ends after 4; with both, patience ends after 4, at the mean of 2.
    assertThat(outcomes)
        .extracting(outcome -> outcome.training().iterations())
        .containsOnly(OptionalInt.of(2));
    assertThat(folds.total).isEqualTo(4 + 7);
  }

  @Test
  void a_fold_that_ended_early_goes_on_while_the_mean_still_improves() {
    Folds folds =
        new Folds(
            2, new double[] {1, 2, 2.1, 2.2, 2.3, 2.4, 2.5}, new double[] {9, 7, 5, 3, 1, 2, 3});
    List<CellOutcome> outcomes = folds.ended();
    assertThat(outcomes)
        .extracting(outcome -> outcome.score().orElseThrow())
        .containsExactly(2.3, 1.0);
    assertThat(outcomes.get(0).cost().attempts()).isGreaterThan(1);
    assertThat(outcomes.get(1).cost()).isEqualTo(ONE);
  }

  @Test
  void a_fold_without_a_score_fails_the_proposal() {
    EarlyStopping stopping =
        new EarlyStopping(new Proposal(0, 0, 0, List.of(0), 1), ANY, LOSS, 2, 3);
    stopping.add(
        0,
        List.of(
            new CurvePoint(1, Map.of()), new CurvePoint(2, Map.of()), new CurvePoint(3, Map.of())));
    JointCells.Next next =
        stopping.after(
            List.of(Folds.completed(new Cell(new Proposal(0, 0, 0, List.of(0), 1), ANY, 0))));
    assertThat(((JointCells.Next.Ended) next).outcomes())
        .singleElement()
        .satisfies(
            outcome -> {
              assertThat(outcome.state()).isEqualTo(CellState.FAILED);
              assertThat(outcome.reason()).isEqualTo("loss is NaN");
            });
  }

  @Test
  void a_failed_fold_ends_the_proposal() {
    EarlyStopping stopping =
        new EarlyStopping(new Proposal(0, 0, 0, List.of(0), 1), ANY, LOSS, 2, 3);
    CellOutcome failed =
        CellOutcome.without(0, CellState.FAILED, 1, CellTraining.by(Trainer.TASK), "broken", ONE);
    assertThat(stopping.after(List.of(failed)))
        .isEqualTo(new JointCells.Next.Ended(List.of(failed), List.of(List.of())));
  }
}
