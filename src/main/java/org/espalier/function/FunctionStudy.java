package org.espalier.function;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.Api;
import org.espalier.analysis.ParameterImportance;
import org.espalier.analysis.TrialExplanation;
import org.espalier.journal.StudyRecord;
import org.espalier.report.ReportPage;
import org.espalier.spark.store.Tables;
import org.espalier.study.CellOutcome;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.ScoredCells;
import org.espalier.study.Study;

/** Finished study of a function. */
@Api
public final class FunctionStudy {

  /**
   * The trial that won.
   *
   * @param configuration values by parameter
   * @param steps steps of its calls: fewer than in full if a budget ended the search and no trial
   *     of a higher rung is better
   * @param score mean over folds of the metric that decided
   * @param metrics means over folds of all numbers that the function returned, by name
   */
  public record Best(
      int trial,
      Map<String, Object> configuration,
      int steps,
      double score,
      Map<String, Double> metrics) {
    public Best {
      configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
      metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
  }

  private final SparkSession spark;
  private final StudyRecord tables;
  private final Best best;

  private FunctionStudy(SparkSession spark, StudyRecord tables, Best best) {
    this.spark = spark;
    this.tables = tables;
    this.best = best;
  }

  static FunctionStudy of(
      SparkSession spark,
      StudyRecord tables,
      Study study,
      RungLadder ladder,
      Outcome winner,
      int steps) {
    int trial = winner.proposal().trial();
    Best best =
        new Best(
            trial,
            study.trials().get(trial).configuration().values(),
            steps,
            winner.score().orElseThrow(),
            means(ScoredCells.cells(study, ladder, winner)));
    return new FunctionStudy(spark, tables, best);
  }

  private static Map<String, Double> means(List<CellOutcome> cells) {
    Map<String, Double> sums = new LinkedHashMap<>();
    cells.forEach(cell -> cell.metrics().forEach((name, v) -> sums.merge(name, v, Double::sum)));
    sums.replaceAll((name, sum) -> sum / cells.size());
    return sums;
  }

  /** The trial that won. */
  public Best best() {
    return best;
  }

  /** Tables and summary. */
  public StudyRecord tables() {
    return tables;
  }

  /**
   * Record of a trial: what proposed it, its scores next to the cuts, and why it was pruned.
   *
   * @throws IllegalArgumentException if the study has no such trial
   */
  public TrialExplanation explain(int trial) {
    return TrialExplanation.of(tables, trial);
  }

  /** Importance of the parameters for the score. */
  public ParameterImportance importance() {
    return ParameterImportance.of(tables);
  }

  /** Page about the study, as HTML without external resources. */
  public String page() {
    return ReportPage.of(tables);
  }

  /** Trials by number, a row each. */
  public Dataset<Row> trials() {
    return Tables.trials(spark, tables);
  }

  /** Cells by proposal and fold, a row each. */
  public Dataset<Row> cells() {
    return Tables.cells(spark, tables);
  }

  /** Decisions in their order, a row each. */
  public Dataset<Row> decisions() {
    return Tables.decisions(spark, tables);
  }

  /** Learning curves that the function reported, by proposal and fold, a row a point. */
  public Dataset<Row> curves() {
    return Tables.curves(spark, tables);
  }
}
