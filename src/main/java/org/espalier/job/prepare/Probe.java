package org.espalier.job.prepare;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.espalier.evaluate.Cell;
import org.espalier.numeric.Counted;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.cell.SparkCells;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spec.problem.InvalidStudyException;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Fidelity;
import org.espalier.study.Proposal;

/**
 * Timed fit of each learner's defaults on the rows of the first fold, as a cell of the study; and
 * another one with the lowest rung's resource, if that is smaller.
 */
public final class Probe {

  private static final double MILLIS = 1000;

  /** The first fold; all are about as large. */
  private static final int FOLD = 0;

  private final SparkSession spark;
  private final PreparedStudy study;
  private final InstantSource clock;

  public Probe(SparkSession spark, PreparedStudy study, InstantSource clock) {
    this.spark = spark;
    this.study = study;
    this.clock = clock;
  }

  /**
   * Fits the learners, and estimates the cost.
   *
   * @throws InvalidStudyException if a learner cannot be fitted or scored
   */
  public Estimate run() {
    List<Estimate.Fit> fits = new ArrayList<>();
    try (PipelineCells work = study.cells(spark);
        SparkCells cells = new SparkCells(spark.sparkContext(), study.plan().name(), work, clock)) {
      for (int learner = 0; learner < study.plan().learners().size(); learner++) {
        fits.add(fit(work, cells, learner));
      }
    }
    return new Estimate(
        fits,
        study.ladder(),
        study.dryRun().cells(),
        study.refits(),
        new Estimate.Cluster(Parallelism.slots(spark.sparkContext()), study.occupancy().slots()),
        study.plan().tuning().run().pricePerCoreHour());
  }

  private Estimate.Fit fit(PipelineCells work, SparkCells cells, int learner) {
    int top = study.ladder().top();
    boolean less = study.ladder().units(0, 1) < study.ladder().units(top, 1);
    long before = clock.millis();
    work.prepareRows(cell(learner, top)); // first: where the learner is trained depends on them
    double preparing = (clock.millis() - before) / MILLIS;
    Estimate.Timed lowest = less ? timed(work, cells, learner, 0) : Estimate.Timed.NOTHING;
    String name = study.plan().learners().get(learner).name();
    return new Estimate.Fit(name, preparing, lowest, timed(work, cells, learner, top));
  }

  private Estimate.Timed timed(PipelineCells work, SparkCells cells, int learner, int rung) {
    Cell cell = cell(learner, rung);
    work.prepareRows(cell);
    CellOutcome outcome = cells.run(cell);
    if (outcome.state() != CellState.COMPLETED) {
      String wrong =
          "'%s' cannot be fitted and scored: %s"
              .formatted(study.plan().learners().get(learner).name(), outcome.reason());
      throw new InvalidStudyException(
          List.of(
              study
                  .plan()
                  .tuning()
                  .origins()
                  .problem("learners[%d]".formatted(learner), wrong, "")));
    }
    Fidelity fidelity = study.ladder().rung(rung);
    String rows = Counted.of(fidelity.rows(), "training row");
    return new Estimate.Timed(
        study.ladder().units(rung, 1),
        fidelity.iterations().isPresent()
            ? rows + ", " + Counted.of(fidelity.iterations().getAsInt(), "iteration")
            : rows,
        outcome.cost().taskSeconds(),
        outcome.cost().wallSeconds());
  }

  private Cell cell(int learner, int rung) {
    Configuration configuration = study.space().defaults().get(learner);
    long units = study.ladder().units(rung, 1);
    long number = (long) learner * study.ladder().rungs().size() + rung;
    return new Cell(new Proposal(number, learner, rung, List.of(FOLD), units), configuration, FOLD);
  }
}
