package org.espalier.spark.sharing.fit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.task.GroupFits;
import org.espalier.spark.task.RequestedOutputs;
import org.espalier.spark.task.TaskFit;
import org.espalier.spark.task.TaskOutcome;
import org.espalier.spark.task.rows.CellRows;

/** Training inside tasks that trains nothing and notes who came together. */
class FakeTasks implements GroupFits {

  /** What a fake task returns: the uid of what it was asked to train. */
  record Trained(String uid) implements TaskFit {

    @Override
    public int attempts() {
      return 1;
    }

    @Override
    public Map<String, Double> scores() {
      return Map.of();
    }

    @Override
    public boolean hasModel() {
      return false;
    }

    @Override
    public Model<?> model(Estimator<?> estimator) {
      throw new IllegalStateException();
    }

    @Override
    public Model<?> summarised(Estimator<?> estimator, Dataset<?> training) {
      throw new IllegalStateException();
    }
  }

  final List<List<String>> trained = Collections.synchronizedList(new ArrayList<>());

  /** Training of candidates, by their uids; may throw. */
  void train(List<String> uids) {}

  @Override
  public List<TaskOutcome> fit(
      CellRows rows, List<PipelineStage> estimators, RequestedOutputs wanted) {
    List<String> uids = estimators.stream().map(PipelineStage::uid).toList();
    trained.add(uids);
    train(uids);
    return uids.stream().map(uid -> TaskOutcome.of(new Trained(uid))).toList();
  }

  @Override
  public boolean isTogether(PipelineStage one, PipelineStage other) {
    return true;
  }

  @Override
  public void announce(CellRows cells) {}

  @Override
  public Usage release(CellRows cells, boolean pays) {
    return Usage.NONE;
  }

  @Override
  public List<Long> planned(CellRows source, List<PipelineStage> estimators) {
    return Collections.nCopies(estimators.size(), 1L);
  }

  @Override
  public int slots() {
    return 1;
  }

  @Override
  public Optional<Duration> limit() {
    return Optional.empty();
  }
}
