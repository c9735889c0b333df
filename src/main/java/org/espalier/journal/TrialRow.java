package org.espalier.journal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.espalier.space.Configuration;
import org.espalier.study.Inline;
import org.espalier.study.TrialState;

/**
 * Row of the table of trials; its components are the columns.
 *
 * @param trial number of the trial, from 0
 * @param state COMPLETED, PRUNED, FAILED, LOST, CANCELLED or PAUSED
 * @param reason why it was pruned, failed, lost or cancelled; empty for a completed one
 * @param originReason why it came from its origin, where earlier outcomes decided that; else empty
 */
public record TrialRow(
    int trial,
    @Inline Candidate candidate,
    @Heading("State") TrialState state,
    @Heading("Reason") String reason,
    @Inline Evaluation evaluation,
    @Inline Proposals proposals,
    String originReason,
    @Inline Work work) {

  /** Components that are measured: they differ from run to run, all others do not. */
  public static final List<String> CLOCK = List.of("taskSeconds", "wallSeconds");

  /**
   * Configuration of the trial, and its origin.
   *
   * @param parent the trial whose state it continued; empty if it began anew
   * @param learner name of its learner; empty where the space names none
   * @param origin origin of the configuration: {@code default}, or for example the sampler that
   *     proposed it
   * @param configuration values by the learner's own names, each of its own type; text in the table
   */
  public record Candidate(
      OptionalInt parent,
      @Heading("Learner") String learner,
      @Heading("Origin") String origin,
      Map<String, Object> configuration) {
    public Candidate {
      configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
    }

    /**
     * Values by the names of the space's parameters: of a learner's params with the learner before
     * them, of arrays an element each.
     */
    public Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      if (!learner.isEmpty()) {
        values.put(Configuration.LEARNER, learner);
      }
      configuration.forEach(
          (own, value) -> {
            String name = learner.isEmpty() ? own : Configuration.name(learner, own);
            values.put(name, value);
            if (value instanceof List<?> elements) {
              for (int i = 0; i < elements.size(); i++) {
                values.put("%s[%d]".formatted(name, i), elements.get(i));
              }
            }
          });
      return values;
    }
  }

  /**
   * Evaluation at the highest rung that the trial completed.
   *
   * @param rung highest rung it completed; where it completed none, the one it was first proposed
   *     for
   * @param fidelity share of the full work that its score rests on, in [0, 1]; 0 where it completed
   *     no rung
   * @param folds number of folds whose mean its score is
   * @param loss loss passed to samplers and schedulers at that rung; of a trial that completed
   *     none, the loss of its last outcome
   * @param score mean over folds, in the metric's own direction
   * @param stdError standard error of the mean over folds: their sample deviation over √folds; not
   *     of a single fold
   * @param scores by fold, of all folds of the study; empty where not evaluated
   * @param iterations number, the same for all folds, at which early stopping ended its training
   */
  public record Evaluation(
      @Heading(value = "Rung", unless = "0") int rung,
      double fidelity,
      @Heading(value = "Folds", unless = "1") int folds,
      OptionalDouble loss,
      @Heading("Score") OptionalDouble score,
      @Heading("Std. error") OptionalDouble stdError,
      List<OptionalDouble> scores,
      @Heading("Iterations") OptionalInt iterations) {
    public Evaluation {
      scores = List.copyOf(scores);
    }
  }

  /**
   * Proposals of the trial.
   *
   * @param firstProposal number of its first proposal, from 0
   * @param lastProposal number of its last proposal
   */
  public record Proposals(long firstProposal, long lastProposal) {}

  /**
   * Measured work of all its cells.
   *
   * @param taskSeconds executor run time of all its cells
   * @param wallSeconds wall time of all its cells, added up
   */
  public record Work(@Heading("Task time (s)") double taskSeconds, double wallSeconds) {}
}
