package org.espalier.spark.task.linear;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Matrices;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.task.rows.FoldRows;
import org.espalier.spark.task.rows.TableSize;
import org.espalier.spark.task.trainer.TaskTrainer;
import org.espalier.spark.task.trainer.Thresholds;
import org.espalier.train.linear.ClassSums;
import org.espalier.train.linear.NaiveBayesModel;
import org.espalier.train.linear.NaiveBayesParams;
import org.espalier.train.linear.Rows;

/** Trainer of naive Bayes models of all kinds, all of a fold from the same sums. */
public final class NaiveBayesTrainer implements TaskTrainer<NaiveBayesModel> {

  @Override
  public boolean takes(PipelineStage estimator) {
    return estimator.getClass() == NaiveBayes.class;
  }

  /** Labels are the classes 0, 1, … without a gap: MLlib's models number those that there are. */
  @Override
  public boolean takes(PipelineStage estimator, FoldRows rows) {
    int classes = rows.labels().classes();
    int declared = rows.table().declaredClasses();
    return rows.table().columns() > 0
        && classes > 0
        && (declared == 0 || declared >= rows.labels().all())
        && Thresholds.of(estimator).fits(Math.max(classes, declared));
  }

  @Override
  public long nanos(PipelineStage estimator, TableSize rows) {
    return ClassSums.nanos(rows.storedLearned());
  }

  /** 0, as all candidates share the sums. */
  @Override
  public long added(PipelineStage estimator, TableSize rows) {
    return 0;
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return true;
  }

  @Override
  public Training<NaiveBayesModel> training(List<PipelineStage> estimators) {
    List<Member> members = new ArrayList<>();
    for (PipelineStage estimator : estimators) {
      members.add(new Member(params(estimator), Thresholds.of(estimator)));
    }
    return new Sums(members);
  }

  private static NaiveBayesParams params(PipelineStage estimator) {
    NaiveBayes bayes = (NaiveBayes) estimator;
    String kind = bayes.getModelType().toUpperCase(Locale.ROOT);
    return new NaiveBayesParams(NaiveBayesParams.Kind.valueOf(kind), bayes.getSmoothing());
  }

  private record Member(NaiveBayesParams params, Thresholds thresholds) implements Serializable {

    PredictedRows predicted(NaiveBayesModel model, Rows rows, double[] labels)
        throws InterruptedException {
      double[] raw = model.raw(rows);
      int classes = model.pi().length;
      double[][] probabilities = Thresholds.byRow(model.probabilities(raw), classes);
      return thresholds.predicted(labels, Thresholds.byRow(raw, classes), probabilities);
    }
  }

  private record Sums(List<Member> members) implements Training<NaiveBayesModel> {

    private record ByClass() {}

    @Override
    public void on(FoldRows fold, Trained<NaiveBayesModel> trained) throws Exception {
      Rows rows = LinearRows.training(fold);
      ClassSums sums = fold.derived(new ByClass(), () -> ClassSums.of(rows));
      for (int i = 0; i < members.size(); i++) {
        Member member = members.get(i);
        NaiveBayesModel model;
        try {
          model = NaiveBayesModel.of(sums, member.params());
        } catch (IllegalArgumentException e) {
          continue; // an ordinary fit reports values that the kind does not take
        }
        trained.accept(
            i,
            model,
            () ->
                member.predicted(
                    model, LinearRows.validation(fold), fold.labels(fold.validation())));
      }
    }
  }

  @Override
  public Model<?> model(Estimator<?> estimator, NaiveBayesModel result) {
    double[] theta = result.theta();
    int classes = result.pi().length;
    Matrix ofTheta = new DenseMatrix(classes, theta.length / classes, theta, true);
    Matrix ofSigma =
        result.kind() == NaiveBayesParams.Kind.GAUSSIAN
            ? new DenseMatrix(classes, theta.length / classes, result.sigma(), true)
            : Matrices.zeros(0, 0);
    org.apache.spark.ml.classification.NaiveBayesModel model =
        new org.apache.spark.ml.classification.NaiveBayesModel(
            estimator.uid(), Vectors.dense(result.pi()), ofTheta, ofSigma);
    estimator.copyValues(model, ParamMap.empty());
    return model;
  }
}
