package org.espalier.journal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.espalier.study.TrialState;

/**
 * Row of the table of trials; its components are the columns.
 *
 * @param parent trial it was derived from
 * @param learner empty where the space names none
 * @param configuration values as text by parameter, without the learner and its prefix
 * @param reason cause of pruning, failure, loss or cancellation; empty for a completed trial
 * @param rung highest rung that it completed; if it completed none, the one it was first requested
 *     for
 * @param fidelity share of the full work that its score is based on, in [0, 1]; 0 if it completed
 *     no rung
 * @param folds number of folds that its score is the mean of
 * @param loss loss that samplers and schedulers saw for that rung, or for a trial that completed
 *     none
 * @param score in the metric's own direction
 * @param stdError standard error of the mean over folds: their sample standard deviation / √folds;
 *     empty for a single fold
 * @param scores scores by fold, for all folds of the study; empty where not evaluated
 * @param originReason explanation of its origin, where outcomes decided it; otherwise empty
 */
public record TrialRow(
    int trial,
    OptionalInt parent,
    String learner,
    String origin,
    Map<String, String> configuration,
    TrialState state,
    String reason,
    int rung,
    double fidelity,
    int folds,
    OptionalDouble loss,
    OptionalDouble score,
    OptionalDouble stdError,
    List<OptionalDouble> scores,
    long firstProposal,
    long lastProposal,
    String originReason,
    double taskSeconds,
    double wallSeconds) {

  /** Components that are measured: they differ from run to run, all others do not. */
  public static final List<String> CLOCK = List.of("taskSeconds", "wallSeconds");

  public TrialRow {
    configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
    scores = List.copyOf(scores);
  }
}
