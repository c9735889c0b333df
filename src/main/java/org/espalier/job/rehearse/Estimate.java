package org.espalier.job.rehearse;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.spark.SparkContext;
import org.espalier.engine.ConsoleFormat;
import org.espalier.evaluate.Cell;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.numeric.CountedNoun;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.cell.SparkBatches;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spec.InvalidStudyException;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Fidelity;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;

/**
 * Estimate of a study's cost, from a timed fit of each learner's defaults. It assumes that trials
 * are spread evenly over the learners, cost as much as their defaults, and that a cell's time is
 * linear in its units.
 *
 * @param fits one fit for each learner
 * @param cells maximum number of cells, by rung
 * @param refits number of fits on all training rows after the search
 * @param cores tasks at a time
 * @param slots cells at a time
 */
public record Estimate(
    List<Fit> fits, RungLadder ladder, List<Long> cells, int refits, int cores, int slots) {

  /** The first fold; all are about as large. */
  private static final int FOLD = 0;

  /** Concurrent cells for each cell that computes while another one waits for its driver. */
  private static final int PER_SLOT = 2;

  /**
   * Time of a learner's defaults.
   *
   * @param preparing seconds in which rows went through the feature stages, once for each fold
   * @param lowest cell of the lowest rung that runs alone
   * @param top cell of the top rung; the same one if it has no more units
   */
  record Fit(String learner, double preparing, Cost lowest, Cost top) {

    /** Seconds of a cell at this share of the way from the lowest units to the top. */
    private double at(double part, ToDoubleFunction<Cost> seconds) {
      double few = seconds.applyAsDouble(lowest);
      return few + part * (seconds.applyAsDouble(top) - few);
    }
  }

  public Estimate {
    fits = List.copyOf(fits);
    cells = List.copyOf(cells);
    if (fits.isEmpty() || cells.size() != ladder.rungs().size()) {
      throw new IllegalArgumentException(
          "%d fits, cells %s of %s.".formatted(fits.size(), cells, ladder));
    }
  }

  /**
   * Fits each learner's defaults on the rows of the first fold, as a cell of the study, and on the
   * lowest rung's resource, if that is smaller.
   *
   * @throws InvalidStudyException if a learner cannot be fitted or scored
   */
  public static Estimate of(PreparedStudy study, InstantSource clock) {
    SparkContext context = study.spark().sparkContext();
    List<Fit> fits = new ArrayList<>();
    try (PipelineCells work = study.cells();
        SparkBatches cells = new SparkBatches(context, study.plan().name(), work.fits(), clock)) {
      Probe probe = new Probe(study, work, cells);
      for (int learner = 0; learner < study.plan().learners().size(); learner++) {
        fits.add(probe.fit(learner, clock));
      }
    }
    return new Estimate(
        fits,
        study.ladder(),
        study.dryRun().cells(),
        study.refits() + study.further().fits(),
        Parallelism.slots(context),
        study.occupancy().slots());
  }

  private record Probe(PreparedStudy study, PipelineCells work, SparkBatches cells) {

    Fit fit(int learner, InstantSource clock) {
      int top = study.ladder().top();
      int low = study.ladder().units(0, 1) < study.ladder().units(top, 1) ? 0 : top;
      long before = clock.millis();
      work.fits()
          .prepareRows(cell(learner, top)); // first: where the learner is trained depends on them
      work.fits().beforehand(cell(learner, top)); // counted as preparing, not as a cell's cost
      double preparing = Cost.seconds(Duration.ofMillis(clock.millis() - before));
      Cost lowest = cost(learner, low);
      String name = study.plan().learners().get(learner).name();
      return new Fit(name, preparing, lowest, low == top ? lowest : cost(learner, top));
    }

    private Cost cost(int learner, int rung) {
      Cell cell = cell(learner, rung);
      work.fits().prepareRows(cell);
      CellOutcome outcome = cells.run(cell);
      if (outcome.state() != CellState.COMPLETED) {
        String wrong = "cannot be fitted and scored: " + outcome.reason();
        throw new InvalidStudyException(study.problem(learner, wrong, ""));
      }
      return outcome.cost();
    }

    private Cell cell(int learner, int rung) {
      long units = study.ladder().units(rung, 1);
      long number = (long) learner * study.ladder().rungs().size() + rung;
      Proposal proposal = new Proposal(number, learner, rung, List.of(FOLD), units);
      return new Cell(proposal, study.space().defaults().get(learner), FOLD);
    }
  }

  /** Seconds of a cell of each learner, above 0, to compare learners by. */
  public List<Double> costs() {
    return fits.stream().map(fit -> Math.max(Double.MIN_NORMAL, fit.top().wallSeconds())).toList();
  }

  /** Run time of the tasks of all cells, in seconds. */
  double taskSeconds() {
    return ofAllCells(Cost::taskSeconds);
  }

  private double ofAllCells(ToDoubleFunction<Cost> seconds) {
    // At least 1, also where a cell is the same on all rungs.
    long range = Math.max(1, units(ladder.top()) - units(0));
    double sum = 0;
    for (int rung = 0; rung < cells.size(); rung++) {
      double part = (double) (units(rung) - units(0)) / range;
      sum += cells.get(rung) * mean(fit -> fit.at(part, seconds));
    }
    return sum;
  }

  private long units(int rung) {
    return ladder.units(rung, 1);
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

  /** Seconds from the start to the model if so many cells run as if they were alone. */
  double wallSeconds(int atATime) {
    double cellByCell = ofAllCells(Cost::wallSeconds) + preparing();
    double search = Math.max(taskSeconds() / cores, cellByCell / atATime);
    return search + refits * mean(fit -> fit.preparing() + fit.top().wallSeconds());
  }

  /** In words, for the terminal. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Fit fit : fits) {
      String fewer = units(0) == units(ladder.top()) ? "" : "; " + text(fit.lowest(), 0);
      lines.add(
          "probe of %s: %s%s; %.2f s before it for the features of a fold"
              .formatted(fit.learner(), text(fit.top(), ladder.top()), fewer, fit.preparing()));
    }
    String least = text(wallSeconds(slots));
    String most = text(wallSeconds(Math.max(1, slots / PER_SLOT)));
    lines.add(
        "tasks of %s: about %s; wall time on %s: about %s"
            .formatted(
                CountedNoun.of(cells.stream().mapToLong(Long::longValue).sum(), "cell"),
                text(taskSeconds()),
                CountedNoun.of(cores, "core"),
                least.equals(most) ? least : least + " to " + most));
    return lines;
  }

  private String text(Cost cost, int rung) {
    Fidelity fidelity = ladder.rung(rung);
    return "%.2f s of tasks in %.2f s on %s%s"
        .formatted(
            cost.taskSeconds(),
            cost.wallSeconds(),
            CountedNoun.of(fidelity.rows(), "training row"),
            fidelity.iterations().isPresent()
                ? ", " + CountedNoun.of(fidelity.iterations().getAsInt(), "iteration")
                : "");
  }

  private static String text(double seconds) {
    return ConsoleFormat.text(Duration.ofSeconds((long) Math.ceil(seconds)));
  }
}
