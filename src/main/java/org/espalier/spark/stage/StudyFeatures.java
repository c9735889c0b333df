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
 * Feature stages of a study: its own, those of a learner's saved pipeline, or those chosen for what
 * a learner needs.
 *
 * @param own stages of the study
 * @param pipelines stages of saved pipelines that have some before their learner, by their path
 */
public record StudyFeatures(
    StudyPlan plan, StudyData data, OwnStages own, Map<String, OwnStages> pipelines) {

  /**
   * Key of a configuration's feature stages: equal for configurations that share all of them.
   *
   * @param pipeline folder of the saved pipeline that has the stages; empty for those of the study
   * @param maxBins smallest number of bins that a tree learner tries; 0 for other learners
   * @param values of searched or fixed params of feature stages, by {@code stage.param}
   */
  public record Key(FeatureNeeds needs, String pipeline, int maxBins, Map<String, Object> values) {

    /** Divisor for the margin of a sample's size, which varies around the requested one. */
    private static final int SPARE = 10;

    public Key {
      values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** Key for a sample so small that MLlib uses fewer bins: no more than there are rows. */
    Key on(long rows) {
      return new Key(needs, pipeline, (int) Math.min(maxBins, rows - rows / SPARE), values);
    }
  }

  /** MLlib's default of {@code maxBins}. */
  private static final int DEFAULT_MAX_BINS = 32;

  /**
   * Key of a learner's feature stages.
   *
   * @param values of the params of the learner and of feature stages
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

  /** Categories must fit into the bins of every trial; otherwise some trials would fail. */
  private static int smallestMaxBins(LearnerPlan learner) {
    Domain domain = learner.space().get("maxBins");
    IntStream bins = domain == null ? IntStream.empty() : domain.numbers();
    return domain instanceof Domain.Fixed
        ? bins.findFirst().orElse(DEFAULT_MAX_BINS)
        : bins.reduce(DEFAULT_MAX_BINS, Math::min);
  }

  /**
   * Stages of a key.
   *
   * @param columns the columns to build automatic stages for
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
   * Chain of a learner after the stages of a key.
   *
   * @param name of the learner, which with its params determines its fit
   * @param fold the fold that the learner's rows leave out
   * @param rows number of these rows: automatic stages need columns with values
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
