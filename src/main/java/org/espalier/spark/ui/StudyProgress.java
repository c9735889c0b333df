package org.espalier.spark.ui;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.espalier.study.Fidelity;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;
import org.espalier.study.TrialState;
import org.jspecify.annotations.Nullable;

/**
 * Progress of a study as an event in Spark's event log. One event covers many trials, and reasons
 * are indices into a list of phrases.
 */
public sealed interface StudyProgress extends SparkListenerEvent {

  /** Returns the number of the study in its application, from 0. */
  int study();

  /**
   * Start of a study in an application.
   *
   * @param id identity of the study in the tags of its jobs
   * @param ofFunction true if cells are calls of a function
   * @param rungs for each rung the training rows, the folds and, if they differ, the iterations
   * @param at time in milliseconds since the epoch
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Begun(
      int study,
      UUID id,
      String name,
      Objective objective,
      boolean ofFunction,
      int plannedTrials,
      List<List<Long>> rungs,
      long at)
      implements StudyProgress {
    public Begun {
      rungs = List.copyOf(rungs);
    }

    static List<List<Long>> rungs(RungLadder ladder) {
      return ladder.rungs().stream().map(Begun::numbers).toList();
    }

    private static List<Long> numbers(Fidelity rung) {
      List<Long> numbers = new ArrayList<>(List.of(rung.rows(), (long) rung.folds()));
      rung.iterations().ifPresent(iterations -> numbers.add((long) iterations));
      return numbers;
    }

    RungLadder ladder() {
      return new RungLadder(rungs.stream().map(Begun::fidelity).toList());
    }

    private static Fidelity fidelity(List<Long> rung) {
      int folds = Math.toIntExact(rung.get(1));
      return rung.size() == 2
          ? new Fidelity(rung.get(0), folds)
          : new Fidelity(rung.get(0), folds, OptionalInt.of(Math.toIntExact(rung.get(2))));
    }
  }

  /**
   * Changes of trials since the last event.
   *
   * @param phrases phrases that earlier events did not contain
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Trials(int study, List<Phrase> phrases, List<TrialChange> trials)
      implements StudyProgress {
    public Trials {
      phrases = List.copyOf(phrases);
      trials = List.copyOf(trials);
    }
  }

  /**
   * End of a study.
   *
   * @param at time in milliseconds since the epoch
   * @param winner number of the winning trial; -1 for none
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Ended(int study, String status, String reason, long at, int winner)
      implements StudyProgress {}

  /**
   * Reason without its numbers, so that many trials can share it.
   *
   * @param verb kind of change, such as promoted, pruned or failed
   * @param rule rule of the scheduler; empty for a failure
   * @param text text with {@link #NUMBER} in place of each number
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"verb", "rule", "text"})
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Phrase(String verb, String rule, String text) {

    /** Placeholder of a number in a phrase. */
    static final char NUMBER = '\u0001';

    /**
     * Returns the text with its numbers filled in.
     *
     * @param numbers numbers separated by spaces
     */
    String with(String numbers) {
      StringBuilder whole = new StringBuilder();
      String[] parts = text.split(String.valueOf(NUMBER), -1);
      String[] values = numbers.split(" ", -1);
      for (int i = 0; i < parts.length; i++) {
        whole.append(i == 0 ? "" : i <= values.length ? values[i - 1] : "…").append(parts[i]);
      }
      return whole.toString();
    }
  }

  /**
   * New state of a trial.
   *
   * @param state state, written as its ordinal; the order of the states must therefore not change
   * @param taskSeconds executor run time of all cells so far, in seconds
   * @param steps evaluations that are new or have changed
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"trial", "state", "taskSeconds", "steps"})
  @JsonIgnoreProperties(ignoreUnknown = true)
  record TrialChange(
      int trial,
      @JsonFormat(shape = JsonFormat.Shape.NUMBER) TrialState state,
      double taskSeconds,
      List<Step> steps) {
    public TrialChange {
      steps = List.copyOf(steps);
    }

    /** Returns the change with its last evaluation only. */
    TrialChange brief() {
      return new TrialChange(
          trial, state, taskSeconds, steps.subList(Math.max(0, steps.size() - 1), steps.size()));
    }

    /** Merges a later change into this one. */
    TrialChange then(TrialChange later) {
      return new TrialChange(
          trial, later.state, later.taskSeconds, Step.merged(steps, later.steps));
    }
  }

  /**
   * Evaluation of a trial at a rung, with the decision about it.
   *
   * @param score score in the metric's own direction; null if there is none
   * @param phrase index of the reason of a decision or a failure; -1 for none
   * @param numbers numbers of the reason, separated by spaces
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"rung", "score", "phrase", "numbers"})
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Step(int rung, @Nullable Double score, int phrase, String numbers) {

    /**
     * Merges steps by rung. The later score and the later reason of a rung replace the earlier
     * ones.
     */
    static List<Step> merged(List<Step> steps, List<Step> later) {
      TreeMap<Integer, Step> byRung = new TreeMap<>();
      steps.forEach(step -> byRung.put(step.rung, step));
      later.forEach(step -> byRung.merge(step.rung, step, Step::then));
      return new ArrayList<>(byRung.values());
    }

    private Step then(Step later) {
      boolean decided = later.phrase >= 0;
      return new Step(
          rung,
          later.score == null ? score : later.score,
          decided ? later.phrase : phrase,
          decided ? later.numbers : numbers);
    }
  }
}
