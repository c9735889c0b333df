package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Matrices;
import org.apache.spark.ml.linalg.Vectors;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.local.rows.FoldRows;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.train.Rows;
import org.espalier.train.linear.ClassSums;
import org.espalier.train.linear.NaiveBayesModel;
import org.espalier.train.linear.NaiveBayesModel.Kind;

/** Trainer of naive Bayes models of all kinds, all of a fold from the same sums. */
public final class NaiveBayesTrainer
    extends CandidateTrainer<NaiveBayesTrainer.Params, NaiveBayesModel> {

  private static final long serialVersionUID = 1;

  record Params(Kind kind, double smoothing, Thresholds thresholds) implements Serializable {}

  private record ByClass() {}

  public NaiveBayesTrainer() {
    super(NaiveBayes.class);
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
  Params params(PipelineStage estimator) {
    NaiveBayes bayes = (NaiveBayes) estimator;
    Kind kind = Kind.valueOf(bayes.getModelType().toUpperCase(Locale.ROOT));
    return new Params(kind, bayes.getSmoothing(), Thresholds.of(estimator));
  }

  @Override
  Results<NaiveBayesModel> results(FoldRows fold, List<Params> candidates) throws Exception {
    Rows rows = LinearRows.training(fold);
    ClassSums sums = fold.derived(new ByClass(), () -> ClassSums.of(rows));
    return i -> NaiveBayesModel.of(sums, candidates.get(i).kind(), candidates.get(i).smoothing());
  }

  @Override
  PredictedRows predicted(FoldRows fold, Params params, NaiveBayesModel result) throws Exception {
    double[] raw = result.raw(LinearRows.validation(fold));
    int classes = result.pi().length;
    double[][] probabilities = Thresholds.byRow(result.probabilities(raw), classes);
    return params
        .thresholds()
        .predicted(fold.labels(fold.validation()), Thresholds.byRow(raw, classes), probabilities);
  }

  @Override
  public Model<?> bare(Estimator<?> estimator, NaiveBayesModel result) {
    double[] theta = result.theta();
    int classes = result.pi().length;
    int columns = theta.length / classes;
    return new org.apache.spark.ml.classification.NaiveBayesModel(
        estimator.uid(),
        Vectors.dense(result.pi()),
        new DenseMatrix(classes, columns, theta, true),
        result.kind() == Kind.GAUSSIAN
            ? new DenseMatrix(classes, columns, result.sigma(), true)
            : Matrices.zeros(0, 0));
  }
}
