package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Matrices;
import org.apache.spark.ml.linalg.Vectors;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.LearnedRows;
import org.espalier.spark.collected.TableSize;
import org.espalier.train.Rows;
import org.espalier.train.linear.ClassSums;
import org.espalier.train.linear.NaiveBayesModel;
import org.espalier.train.linear.NaiveBayesModel.ModelType;

/** Trainer of naive Bayes models of all kinds, all of a fold from the same sums. */
public final class NaiveBayesTrainer
    extends LinearTrainer<NaiveBayesTrainer.NaiveBayesParams, NaiveBayesModel> {

  private static final long serialVersionUID = 1;

  record NaiveBayesParams(ModelType kind, double smoothing, Thresholds thresholds)
      implements Serializable {}

  private record ByClass() {}

  public NaiveBayesTrainer() {
    super(NaiveBayes.class);
  }

  /** Labels are the classes 0, 1, … without a gap: MLlib's models number those that there are. */
  @Override
  boolean takesRows(PipelineStage estimator, LearnedRows rows) {
    int classes = rows.labels().classes();
    int declared = rows.declaredClasses();
    return rows.columns() > 0
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
  NaiveBayesParams params(PipelineStage estimator) {
    NaiveBayes bayes = (NaiveBayes) estimator;
    ModelType kind = ModelType.valueOf(bayes.getModelType().toUpperCase(Locale.ROOT));
    return new NaiveBayesParams(kind, bayes.getSmoothing(), Thresholds.of(estimator));
  }

  @Override
  Results<NaiveBayesModel> results(FoldRows fold, List<NaiveBayesParams> candidates)
      throws Exception {
    Rows rows = LinearRows.training(fold);
    ClassSums sums = fold.derived(new ByClass(), () -> ClassSums.of(rows));
    return i -> NaiveBayesModel.of(sums, candidates.get(i).kind(), candidates.get(i).smoothing());
  }

  private record SumsOf() implements FoldPasses.Sums<ClassSums> {
    private static final long serialVersionUID = 1;

    @Override
    public ClassSums of(Rows rows) throws InterruptedException {
      return ClassSums.of(rows);
    }

    @Override
    public ClassSums plus(ClassSums one, ClassSums other) {
      return one.plus(other);
    }
  }

  @Override
  public boolean takesPasses(Candidate candidate, FoldPasses passes) {
    LearnedRows rows = passes.learned(candidate.fold());
    int all = passes.learned(-1).labels().all();
    return all > 0
        && takesRows(candidate.estimator(), rows)
        && bytes(passes) * passes.folds() <= passes.mostBytes();
  }

  /** Bytes of the sums of a fold: two for each class and column. */
  private static long bytes(FoldPasses passes) {
    LearnedRows rows = passes.learned(-1);
    return 2L * Double.BYTES * rows.columns() * rows.labels().all();
  }

  /** One pass: the sums of a training set are those of the other folds, added in their order. */
  @Override
  public List<Optional<NaiveBayesModel>> train(
      FoldPasses passes, List<Candidate> candidates, IntPredicate isWanted)
      throws InterruptedException {
    List<ClassSums> byFold = passes.sums(new SumsOf(), bytes(passes));
    Map<Integer, ClassSums> learned = new HashMap<>(); // by fold
    List<Optional<NaiveBayesModel>> models = new ArrayList<>();
    for (Candidate candidate : candidates) {
      ClassSums sums =
          learned.computeIfAbsent(
              candidate.fold(),
              fold ->
                  IntStream.range(0, byFold.size())
                      .filter(each -> each != fold)
                      .mapToObj(byFold::get)
                      .reduce(ClassSums::plus)
                      .orElseThrow());
      models.add(model(sums, params(candidate.estimator())));
    }
    return models;
  }

  private static Optional<NaiveBayesModel> model(ClassSums sums, NaiveBayesParams params) {
    try {
      return Optional.of(NaiveBayesModel.of(sums, params.kind(), params.smoothing()));
    } catch (IllegalArgumentException e) { // an ordinary fit reports it
      return Optional.empty();
    }
  }

  @Override
  PredictedRows predicted(
      Rows rows, NaiveBayesParams params, NaiveBayesModel result, boolean probabilities)
      throws InterruptedException {
    double[] raw = result.raw(rows);
    int classes = result.pi().length;
    double[][] byClass = Thresholds.byRow(result.probabilities(raw), classes);
    return params.thresholds().predicted(rows.labels(), Thresholds.byRow(raw, classes), byClass);
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
        result.kind() == ModelType.GAUSSIAN
            ? new DenseMatrix(classes, columns, result.sigma(), true)
            : Matrices.zeros(0, 0));
  }
}
