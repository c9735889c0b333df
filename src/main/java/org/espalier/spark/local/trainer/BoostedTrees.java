package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.tree.DecisionTreeParams;
import org.apache.spark.ml.tree.GBTParams;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.LabelRange;
import org.espalier.spark.collected.TableSize;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.BoostedModel;
import org.espalier.train.tree.BoostedTrainer;
import org.espalier.train.tree.Boosting;
import org.espalier.train.tree.TreeParams;

/** Trainer of gradient boosted trees of both kinds, without a column of validation rows. */
public final class BoostedTrees implements TaskTrainer<BoostedModel> {

  @Override
  public boolean takes(PipelineStage estimator) {
    return (isClassifier(estimator) || estimator.getClass() == GBTRegressor.class)
        && !estimator.isDefined(estimator.getParam("validationIndicatorCol"));
  }

  static boolean isClassifier(PipelineStage estimator) {
    return estimator.getClass() == GBTClassifier.class;
  }

  @Override
  public String except() {
    return "validationIndicatorCol";
  }

  @Override
  public boolean takesPasses() {
    return true;
  }

  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    return TreeRows.takes(rows.table())
        && takes(estimator, rows.labels(), rows.table().declaredClasses());
  }

  /**
   * True if MLlib takes the labels.
   *
   * @param labels of the training rows
   * @param declared number of classes that the label's column declares; 0 if it does not
   */
  public static boolean takes(PipelineStage estimator, LabelRange labels, int declared) {
    return labels.weighs()
        && (!isClassifier(estimator)
            || ((declared == 0 || declared == 2)
                && labels.all() > 0
                && labels.all() <= 2
                && Thresholds.of(estimator).fits(2)));
  }

  /** The boosting of an estimator, on the rows that do not validate a fold. */
  public static Boosting boosting(PipelineStage estimator, int fold) {
    return new Boosting(
        fold,
        TreeTrainer.params(estimator),
        loss(estimator),
        ((GBTParams) estimator).getStepSize());
  }

  /** Predictions of an estimator's model. */
  public static TreePredictions predictions(PipelineStage estimator, BoostedModel model) {
    BoostedPredictor predictor = BoostedPredictor.of(estimator);
    return (rows, labels, stop) -> predictor.predicted(model.margins(rows, stop), labels);
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
    List<BoostedCandidate> members = new ArrayList<>();
    for (PipelineStage estimator : estimators) {
      members.add(
          new BoostedCandidate(
              ((GBTParams) estimator).getMaxIter(), BoostedPredictor.of(estimator)));
    }
    return new Steps(TreeTrainer.params(any), loss(any), ((GBTParams) any).getStepSize(), members);
  }

  private record BoostedCandidate(int iterations, BoostedPredictor predictor)
      implements Serializable {}

  /** Boosting of as many steps as the longest candidate has. */
  private record Steps(
      TreeParams params, BoostedTrainer.Loss loss, double stepSize, List<BoostedCandidate> members)
      implements Training<BoostedModel> {

    @Override
    public void on(FoldRows fold, Trained<BoostedModel> trained) throws Exception {
      StopRequest stop = StopRequest.onInterrupt();
      TreeRows rows = new TreeRows(fold, 0, stop);
      int most = members.stream().mapToInt(BoostedCandidate::iterations).max().orElseThrow();
      BoostedModel all =
          new BoostedTrainer(TreeRows.order(), stop)
              .train(rows.bins(params), params, loss, most, stepSize);
      double[][] staged =
          fold.validation().length == 0 ? new double[0][] : all.staged(rows.scoring(), stop);
      for (int i = 0; i < members.size(); i++) {
        BoostedCandidate member = members.get(i);
        trained.accept(
            i,
            () -> all.first(member.iterations()),
            () -> member.predictor.predicted(staged[member.iterations() - 1], rows.scoredLabels()));
      }
    }
  }

  @Override
  public Model<?> bare(Estimator<?> estimator, BoostedModel result) {
    return MllibForest.boosted((DecisionTreeParams) estimator, result, estimator.uid());
  }
}
