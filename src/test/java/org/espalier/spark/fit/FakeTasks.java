package org.espalier.spark.fit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.collected.CellRows;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.local.trainer.TaskTrainer;
import org.espalier.spark.task.BatchFitter;
import org.espalier.spark.task.FitResult;
import org.espalier.spark.task.TaskScoring;

/** Training inside tasks that trains nothing and notes who came together. */
class FakeTasks implements BatchFitter {

  /** A result that is the uid of what was to be trained, of which no model is made. */
  static FitResult trained(String uid) {
    return FitResult.Trained.inTask(uid, Map.of(), List.of(), List.of(), 0);
  }

  /** Trainer of results that are texts, which trains nothing. */
  static class Texts implements TaskTrainer<String> {

    @Override
    public boolean takes(PipelineStage estimator) {
      return true;
    }

    @Override
    public boolean takes(PipelineStage estimator, FoldRows rows) {
      return true;
    }

    @Override
    public long nanos(PipelineStage estimator, TableSize rows) {
      return 1;
    }

    @Override
    public boolean isTogether(PipelineStage one, PipelineStage other) {
      return true;
    }

    @Override
    public Training<String> training(List<PipelineStage> estimators) {
      throw new IllegalStateException();
    }

    @Override
    public Model<?> bare(Estimator<?> estimator, String result) {
      throw new IllegalStateException();
    }
  }

  final List<List<String>> trained = Collections.synchronizedList(new ArrayList<>());

  /** Training of candidates, by their uids; may throw. */
  void train(List<String> uids) {}

  @Override
  public List<FitResult> fit(CellRows rows, List<PipelineStage> estimators, TaskScoring wanted) {
    List<String> uids = estimators.stream().map(PipelineStage::uid).toList();
    trained.add(uids);
    train(uids);
    return uids.stream().map(FakeTasks::trained).toList();
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return true;
  }

  @Override
  public Optional<Planned> planned(CellRows source, List<PipelineStage> estimators) {
    return Optional.of(new Planned(Collections.nCopies(estimators.size(), 1L), 0));
  }

  @Override
  public int slots() {
    return 1;
  }
}
