package org.espalier.job.prepare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.espalier.engine.ConsoleFormat;
import org.espalier.numeric.Counted;
import org.espalier.study.Cost;
import org.espalier.study.Fidelity;
import org.espalier.study.RungLadder;

/**
 * Estimate of a study's cost, from a fit of each learner. It assumes that trials are spread evenly
 * over the learners, cost as much as their defaults, and that a cell's time is linear in its units.
 *
 * @param fits one fit for each learner
 * @param cells maximum number of cells, by rung
 * @param refits number of fits on all training rows after the search
 * @param price price of a core-hour
 */
public record Estimate(
    List<Fit> fits,
    RungLadder ladder,
    List<Long> cells,
    int refits,
    Cluster cluster,
    OptionalDouble price) {

  /** Concurrent cells for each one that computes, if the other one waits for its driver. */
  private static final int PER_SLOT = 2;

  /**
   * Time of a learner's defaults.
   *
   * @param preparing seconds in which rows went through the feature stages, once for each fold
   * @param lowest cell of the lowest rung; {@link Timed#NOTHING} if a cell is the same on all rungs
   */
  record Fit(String learner, double preparing, Timed lowest, Timed top) {

    /** Seconds of a cell with so many planned units, on the line through both. */
    double at(long units, ToDoubleFunction<Timed> seconds) {
      double full = seconds.applyAsDouble(top);
      if (lowest.units() == 0) {
        return full;
      }
      double few = seconds.applyAsDouble(lowest);
      double part = (double) (units - lowest.units()) / (top.units() - lowest.units());
      return few + part * (full - few);
    }
  }

  /**
   * A cell: its fit and its score.
   *
   * @param units planned units: training rows, times iterations where they differ
   * @param fidelity fidelity in words
   * @param taskSeconds run time of all its tasks
   * @param wallSeconds wall time with nothing beside it
   */
  record Timed(long units, String fidelity, double taskSeconds, double wallSeconds) {
    static final Timed NOTHING = new Timed(0, "", 0, 0);
  }

  /**
   * Cluster of the study.
   *
   * @param cores tasks at a time
   * @param slots cells at a time
   */
  record Cluster(int cores, int slots) {}

  public Estimate {
    fits = List.copyOf(fits);
    cells = List.copyOf(cells);
    if (fits.isEmpty() || cells.size() != ladder.rungs().size()) {
      throw new IllegalArgumentException(
          "%d fits, cells %s of %s.".formatted(fits.size(), cells, ladder));
    }
  }

  /** Seconds of a cell of each learner, above 0, to compare learners by. */
  public List<Double> costs() {
    return fits.stream().map(fit -> Math.max(Double.MIN_NORMAL, fit.top().wallSeconds())).toList();
  }

  /** Run time of the tasks of all cells, in seconds. */
  double taskSeconds() {
    return ofAllCells(Timed::taskSeconds);
  }

  private double ofAllCells(ToDoubleFunction<Timed> seconds) {
    double sum = 0;
    for (int rung = 0; rung < cells.size(); rung++) {
      long units = ladder.units(rung, 1);
      sum += cells.get(rung) * mean(fit -> fit.at(units, seconds));
    }
    return sum;
  }

  private double mean(ToDoubleFunction<Fit> value) {
    return fits.stream().mapToDouble(value).average().orElseThrow();
  }

  /** Seconds of the rows of every fold and rung in the feature stages of every learner. */
  private double preparing() {
    Fidelity full = ladder.rung(ladder.top());
    double times =
        ladder.rungs().stream().mapToLong(Fidelity::rows).distinct().sum() / (double) full.rows();
    return fits.stream().mapToDouble(Fit::preparing).sum() * full.folds() * times;
  }

  /** Seconds from the start to the model if a cell lasts no longer beside others. */
  double wallSecondsAtLeast() {
    return wallSeconds(cluster.slots());
  }

  /** Seconds from the start to the model if each second cell has to wait. */
  double wallSecondsAtMost() {
    return wallSeconds(Math.max(1, cluster.slots() / PER_SLOT));
  }

  private double wallSeconds(int atATime) {
    double cellByCell = ofAllCells(Timed::wallSeconds) + preparing();
    double search = Math.max(taskSeconds() / cluster.cores(), cellByCell / atATime);
    return search + refits * mean(fit -> fit.preparing() + fit.top().wallSeconds());
  }

  /** In words, for the terminal. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Fit fit : fits) {
      String fewer = fit.lowest().units() == 0 ? "" : "; " + text(fit.lowest());
      lines.add(
          "probe of %s: %s%s; %.2f s before it for the features of a fold"
              .formatted(fit.learner(), text(fit.top()), fewer, fit.preparing()));
    }
    long all = cells.stream().mapToLong(Long::longValue).sum();
    lines.add(
        "tasks of %s: about %s; wall time on %s: about %s"
            .formatted(
                Counted.of(all, "cell"),
                text(taskSeconds()),
                Counted.of(cluster.cores(), "core"),
                between(text(wallSecondsAtLeast()), text(wallSecondsAtMost()))));
    price.ifPresent(
        each ->
            lines.add(
                "price: about %s for the task time, %s for all cores during the whole study"
                    .formatted(
                        ConsoleFormat.text(Cost.money(taskSeconds(), each)),
                        ConsoleFormat.text(
                            Cost.money(cluster.cores() * wallSecondsAtMost(), each)))));
    return lines;
  }

  private static String between(String least, String most) {
    return least.equals(most) ? least : least + " to " + most;
  }

  private static String text(Timed timed) {
    return "%.2f s of tasks in %.2f s on %s"
        .formatted(timed.taskSeconds(), timed.wallSeconds(), timed.fidelity());
  }

  private static String text(double seconds) {
    return ConsoleFormat.text(Duration.ofSeconds((long) Math.ceil(seconds)));
  }
}
