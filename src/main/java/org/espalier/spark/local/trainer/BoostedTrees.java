package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.tree.DecisionTreeParams;
import org.apache.spark.ml.tree.GBTParams;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.local.rows.FoldRows;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.train.Stop;
import org.espalier.train.tree.BoostedModel;
import org.espalier.train.tree.BoostedTrainer;
import org.espalier.train.tree.TreeParams;

/** Trainer of gradient boosted trees of both kinds, without a column of validation rows. */
public final class BoostedTrees implements TaskTrainer<BoostedModel> {

  @Override
  public boolean takes(PipelineStage estimator) {
    return (isClassifier(estimator) || estimator.getClass() == GBTRegressor.class)
        && !estimator.isDefined(estimator.getParam("validationIndicatorCol"));
  }

  private static boolean isClassifier(PipelineStage estimator) {
    return estimator.getClass() == GBTClassifier.class;
  }

  @Override
  public String except() {
    return "validationIndicatorCol";
  }

  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    int declared = rows.table().declaredClasses();
    return TreeRows.takes(rows.table())
        && rows.labels().weighs()
        && (!isClassifier(estimator)
            || ((declared == 0 || declared == 2)
                && rows.labels().all() > 0
                && rows.labels().all() <= 2
                && Thresholds.of(estimator).fits(2)));
  }

  private static BoostedTrainer.Loss loss(PipelineStage estimator) {
    String loss = String.valueOf(estimator.getOrDefault(estimator.getParam("lossType")));
    return BoostedTrainer.Loss.valueOf(loss.toUpperCase(Locale.ROOT));
  }

  @Override
  public FormSize form(PipelineStage estimator, TableSize rows) {
    TreeParams params = TreeTrainer.params(estimator);
    long margins = (long) Double.BYTES * ((GBTParams) estimator).getMaxIter() * rows.validated();
    return TreeRows.form(
        estimator,
        rows,
        params,
        0,
        margins
            + BoostedTrainer.bytes(
                rows.learned(), rows.rows(), rows.columns(), rows.ranked().width(), params));
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    return BoostedTrainer.nanos(
        rows.learned(),
        rows.columns(),
        TreeTrainer.params(estimator),
        ((GBTParams) estimator).getMaxIter());
  }

  /** 0, as the longest boosting of a group is run for all. */
  @Override
  public long added(PipelineStage estimator, TableSize rows) {
    return 0;
  }

  /** True if only iterations differ: the longest model contains the others. */
  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return one.getClass() == other.getClass()
        && TreeTrainer.params(one).equals(TreeTrainer.params(other))
        && ((GBTParams) one).getStepSize() == ((GBTParams) other).getStepSize()
        && loss(one) == loss(other);
  }

  @Override
  public Training<BoostedModel> training(List<PipelineStage> estimators) {
    PipelineStage any = estimators.get(0);
    List<Member> members = new ArrayList<>();
    for (PipelineStage estimator : estimators) {
      Thresholds thresholds =
          isClassifier(estimator) ? Thresholds.of(estimator) : new Thresholds(new double[0]);
      members.add(new Member(((GBTParams) estimator).getMaxIter(), thresholds));
    }
    return new Steps(TreeTrainer.params(any), loss(any), ((GBTParams) any).getStepSize(), members);
  }

  private record Member(int iterations, Thresholds thresholds) implements Serializable {}

  /** Boosting of as many steps as the longest candidate has. */
  private record Steps(
      TreeParams params, BoostedTrainer.Loss loss, double stepSize, List<Member> members)
      implements Training<BoostedModel> {

    @Override
    public void on(FoldRows fold, Trained<BoostedModel> trained) throws Exception {
      Stop stop = Stop.onInterrupt();
      TreeRows rows = new TreeRows(fold, 0, stop);
      int most = members.stream().mapToInt(Member::iterations).max().orElseThrow();
      BoostedModel all =
          new BoostedTrainer(TreeRows.order(), stop)
              .train(rows.bins(params), params, loss, most, stepSize);
      double[][] staged =
          fold.validation().length == 0 ? new double[0][] : all.staged(rows.scoring(), stop);
      for (int i = 0; i < members.size(); i++) {
        Member member = members.get(i);
        trained.accept(
            i,
            () -> all.first(member.iterations()),
            () -> predicted(member, staged[member.iterations() - 1], rows.scoredLabels()));
      }
    }

    private PredictedRows predicted(Member member, double[] margins, double[] labels) {
      if (loss != BoostedTrainer.Loss.LOGISTIC) {
        return PredictedRows.of(labels, margins);
      }
      double[][] raw =
          Arrays.stream(margins)
              .mapToObj(margin -> new double[] {-margin, margin})
              .toArray(double[][]::new);
      double[][] probabilities =
          Arrays.stream(margins)
              .map(BoostedModel::probability)
              .mapToObj(one -> new double[] {1 - one, one})
              .toArray(double[][]::new);
      return member.thresholds().predicted(labels, raw, probabilities);
    }
  }

  @Override
  public Model<?> bare(Estimator<?> estimator, BoostedModel result) {
    return MllibForest.boosted((DecisionTreeParams) estimator, result, estimator.uid());
  }
}
