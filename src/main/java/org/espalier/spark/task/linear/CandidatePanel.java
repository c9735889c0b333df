package org.espalier.spark.task.linear;

import java.io.Serializable;
import java.util.List;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.task.rows.FoldRows;
import org.espalier.spark.task.trainer.TaskTrainer;
import org.espalier.train.linear.Moments;
import org.espalier.train.linear.Rows;
import org.espalier.train.linear.Training;

/**
 * Candidates side by side: one pass over the rows serves all that still ask for one.
 *
 * @param <M> model of a candidate
 */
interface CandidatePanel<M extends Serializable> extends TaskTrainer.Training<M> {

  /**
   * Estimator of a group.
   *
   * @param <M> model of a candidate
   */
  interface Candidate<M> extends Serializable {

    /** Place of its params among the distinct ones, of which each is trained once. */
    int fit();

    /** Predictions for the validation rows. */
    PredictedRows predicted(M model, FoldRows fold) throws Exception;
  }

  List<? extends Candidate<M>> members();

  /** Training of the distinct params. */
  Training<M> begun(FoldRows fold, Rows rows, Moments moments) throws InterruptedException;

  @Override
  default void on(FoldRows fold, TaskTrainer.Trained<M> trained) throws Exception {
    Training<M> training = begun(fold, LinearRows.training(fold), LinearRows.moments(fold));
    while (training.asks()) {
      training.pass();
    }
    for (int i = 0; i < members().size(); i++) {
      Candidate<M> member = members().get(i);
      M model = training.model(member.fit());
      trained.accept(i, model, () -> member.predicted(model, fold));
    }
  }
}
