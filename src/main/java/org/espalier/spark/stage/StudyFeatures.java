package org.espalier.spark.stage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.espalier.learner.FeatureNeeds;
import org.espalier.space.Domain;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.chain.StageChains;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.ColumnRoles;

/**
 * Feature stages of a study: its own stages, those of a learner's saved pipeline, or those chosen
 * for the needs of a learner.
 *
 * @param own stages of the study
 * @param pipelines stages of the saved pipelines that have stages before their learner, by path
 */
public record StudyFeatures(
    StudyPlan plan, StudyData data, OwnStages own, Map<String, OwnStages> pipelines) {

  /**
   * Key of the feature stages of a configuration. Configurations that share all stages have equal
   * keys.
   *
   * @param needs needs of the learner
   * @param pipeline folder of the saved pipeline with the stages; empty for the stages of the study
   * @param maxBins smallest number of bins that a tree learner tries; 0 for other learners
   * @param values values of searched or fixed params of feature stages, by {@code stage.param}
   */
  public record Key(FeatureNeeds needs, String pipeline, int maxBins, Map<String, Object> values) {

    /**
     * Divisor of the safety margin for the size of a sample, which varies around the requested
     * size.
     */
    private static final int SPARE = 10;

    public Key {
      values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** Returns the key for a sample of rows. MLlib uses at most as many bins as there are rows. */
    Key on(long rows) {
      return new Key(needs, pipeline, (int) Math.min(maxBins, rows - rows / SPARE), values);
    }
  }

  /** MLlib's default of {@code maxBins}. */
  private static final int DEFAULT_MAX_BINS = 32;

  /**
   * Returns the key of a learner's feature stages.
   *
   * @param asked needs of the learner, used unless the study or the pipeline has its own stages
   * @param values values of the params of the learner and of feature stages
   */
  public Key key(LearnerPlan learner, FeatureNeeds asked, Map<String, Object> values) {
    Map<String, Object> staged = new TreeMap<>(values);
    staged.keySet().removeIf(name -> !name.contains("."));
    String pipeline = LearnerPlan.pathOf(learner.type()).filter(pipelines::containsKey).orElse("");
    boolean ours = pipeline.isEmpty() && (asked == FeatureNeeds.RATINGS || own.stages().isEmpty());
    FeatureNeeds needs = ours ? asked : FeatureNeeds.OWN;
    int maxBins = needs == FeatureNeeds.TREE ? smallestMaxBins(learner) : 0;
    return new Key(needs, pipeline, maxBins, staged);
  }

  /**
   * Returns the smallest number of bins of a learner. Categories must fit into the bins of every
   * trial, or some trials would fail.
   */
  private static int smallestMaxBins(LearnerPlan learner) {
    Domain domain = learner.space().get("maxBins");
    IntStream bins = domain == null ? IntStream.empty() : domain.numbers();
    return domain instanceof Domain.Fixed
        ? bins.findFirst().orElse(DEFAULT_MAX_BINS)
        : bins.reduce(DEFAULT_MAX_BINS, Math::min);
  }

  /**
   * Builds the stages of a key.
   *
   * @param columns columns for which automatic stages are built
   */
  public FeatureStages.Built build(Key key, List<FeatureColumn> columns) {
    if (key.needs() == FeatureNeeds.RATINGS) {
      ColumnRoles roles = plan.data().roles();
      return RatingStages.build(columns, roles.user().orElseThrow(), roles.item().orElseThrow());
    }
    if (key.needs() == FeatureNeeds.OWN) {
      return pipelines.getOrDefault(key.pipeline(), own).built(key.values());
    }
    long rows = data.folds().trainingRows();
    return FeatureStages.build(columns, key.needs(), key.maxBins(), rows, key.values());
  }

  /**
   * Returns the chain of the stages of a key and a learner.
   *
   * @param name name of the learner, which together with its params determines its fit
   * @param fold fold that the learner's rows leave out
   * @param rows number of these rows; automatic stages only use columns with values in them
   */
  public PipelineSteps chain(Key key, String name, Estimator<?> learner, int fold, long rows) {
    boolean any = key.needs() == FeatureNeeds.OWN || key.needs() == FeatureNeeds.RATINGS;
    List<FeatureColumn> columns = any ? data.features() : data.features(fold, rows);
    FeatureStages.Built built = build(key.on(rows), columns);
    List<PipelineStage> stages = new ArrayList<>(built.stages());
    stages.add(learner);
    List<String> originals = new ArrayList<>(built.originals());
    originals.add(name);
    return StageChains.chainOf(
        new Pipeline().setStages(stages.toArray(PipelineStage[]::new)), originals, built.rowWise());
  }
}
