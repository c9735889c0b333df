package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.types.StructType;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.SparkBatches;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.ensemble.DecisionStages;
import org.espalier.spark.ensemble.WeightedEnsemble;
import org.espalier.spark.fit.CellFits;
import org.espalier.spark.fit.ChainKey;
import org.espalier.spark.fit.RowStorage;
import org.espalier.study.RungLadder;

/** Cells of a job's study, and fits of its finished pipelines. */
public final class PipelineCells implements AutoCloseable {

  private final StudyPipelines study;
  private final StudyData data;
  private final JobChains chains;
  private final CellFits fits;

  /**
   * @param longestFirst true to begin with the longest fits, if cells decide about no others
   */
  public PipelineCells(
      StudyPipelines study, StudyData data, RungLadder ladder, boolean longestFirst) {
    this.study = study;
    this.data = data;
    this.chains = new JobChains(study, data, ladder, longestFirst);
    this.fits =
        new CellFits(
            chains,
            data.rows(),
            ladder,
            new RowStorage(
                data.rows().budget(ladder), List.of(), study.copies(), LearnerColumns.ALL),
            study.places(ladder),
            chains.scoring(),
            false);
  }

  public CellFits fits() {
    return fits;
  }

  public PipelineScores finishedScores() {
    return new PipelineScores(data, chains.columns());
  }

  /** The finished pipeline of a configuration, fitted on all training rows. */
  public PipelineModel refit(Configuration configuration) {
    return refit(configuration, FoldPart.ofAllFolds());
  }

  /**
   * The finished pipeline of a configuration.
   *
   * @param part the training rows, or all rows
   */
  public PipelineModel refit(Configuration configuration, FoldPart part) {
    return fitted(configuration, part, data.rows(part));
  }

  /**
   * Finished pipeline of one or several other ones.
   *
   * @param members results of {@link #refit} with their weights, above 0, of the sum 1
   * @param decision of classes; without effect on a regression
   * @throws IllegalArgumentException if their stages cannot be joined
   */
  public PipelineModel refined(Map<PipelineModel, Double> members, DecisionStages decision) {
    List<WeightedEnsemble.Member> joined = new ArrayList<>();
    members.forEach(
        (model, weight) -> joined.add(new WeightedEnsemble.Member(finished().own(model), weight)));
    WeightedEnsemble ensemble = new WeightedEnsemble(joined);
    StructType rows = data.rows().all().schema();
    if (!data.task().isClassification()) {
      return finished().finished(ensemble.regressor(rows));
    }
    return finished()
        .finished(
            joined.size() == 1
                ? decision.after(joined.get(0).stages())
                : ensemble.classifier(rows, decision));
  }

  /**
   * Pipeline of a configuration, fitted on about {@code rows} of the training rows of the first
   * fold.
   */
  public PipelineModel fitPart(Configuration configuration, long rows) {
    long trained = rows < data.rows().smallestTraining() ? rows : FoldPart.ALL;
    return fitted(configuration, new FoldPart(0, trained, 0), rows);
  }

  /**
   * Score of a configuration on about so many rows of the first fold, with the lowest rung's
   * iterations, if its learner is trained inside tasks. No cell pays for it.
   *
   * @return empty if the learner is not trained inside a task, or a stage before it does not come
   *     with Spark
   */
  public OptionalDouble rehearsed(Configuration configuration, long rows) {
    ChainKey reader = new ChainKey(configuration, 0, 0);
    PipelineSteps chosen = fits.places().chosen(reader);
    if (!chosen.jobs().isEmpty()
        || !chosen.stages().subList(0, chosen.last()).stream().allMatch(ModelFolder::isSparks)) {
      return OptionalDouble.empty();
    }
    boolean few = rows < data.rows().smallestTraining();
    FoldPart part =
        few
            ? new FoldPart(0, rows, Math.min(rows, data.rows().validationRows(0)))
            : FoldPart.whole(0);
    Estimator<?> learner = chains.learner(reader, fits.iterations());
    PipelineSteps chain = study.chain(configuration, learner, 0, rows);
    Map<String, Double> scores =
        SparkBatches.beforehand(
            data.rows().context(),
            "pre-flight of " + chain.learner().getClass().getSimpleName(),
            () -> fits.scored(chain, part),
            cost -> {});
    return OptionalDouble.of(scores.getOrDefault(fits.metric(), Double.NaN));
  }

  /** Pipeline of a configuration, fitted on all training rows of a fold. */
  PipelineModel fitWithout(int fold, Configuration configuration) {
    return fitted(configuration, FoldPart.whole(fold), data.rows().trainingRows(fold));
  }

  private PipelineModel fitted(Configuration configuration, FoldPart part, long rows) {
    PipelineSteps chain = chain(configuration, part, rows);
    return finished().finished(fits.stages(chain, part));
  }

  private PipelineSteps chain(Configuration configuration, FoldPart part, long rows) {
    Estimator<?> learner =
        chains.learner(configuration, param -> fits.iterations().whole(configuration, param));
    return study.chain(configuration, learner, part.fold(), rows);
  }

  private FinishedPipeline finished() {
    return new FinishedPipeline(study.plan(), data);
  }

  /**
   * PySpark code of the finished pipeline of a configuration before its fit on all training rows.
   *
   * @param model result of the fit
   */
  public String code(Configuration configuration, PipelineModel model) {
    FoldPart all = FoldPart.ofAllFolds();
    return finished().code(chain(configuration, all, data.rows(all)), model);
  }

  @Override
  public void close() {
    fits.close();
  }
}
