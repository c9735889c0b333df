package org.espalier.journal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.study.Interval;

/**
 * Scores of a nested cross-validation: the training rows are cut into outer folds; for each, the
 * study is run on the rows of the others, and its winner, fitted on all of these, is scored on the
 * fold.
 *
 * @param planned number of outer folds, at least 2
 * @param estimate mean of the scores; empty if there is none
 * @param folds outer folds whose study has ended, in their order
 * @param leftOut reason why the others were left out, in words; empty if none was, or not yet
 */
public record NestedScores(
    int planned, Optional<Estimate> estimate, List<Fold> folds, String leftOut) {

  public NestedScores {
    folds = List.copyOf(folds);
    if (planned < 2 || folds.size() > planned) {
      throw new IllegalArgumentException("%d of %d outer folds.".formatted(folds.size(), planned));
    }
  }

  /** Scores of the outer folds whose winner has one. */
  public List<Double> scores() {
    return folds.stream().flatMap(fold -> fold.winner().stream()).map(Winner::score).toList();
  }

  /**
   * Score of the search on new rows.
   *
   * @param mean mean over the outer folds
   * @param stdError standard error of the mean, corrected for training rows that the folds share;
   *     empty below two scores
   * @param interval of the mean; empty below two scores
   */
  public record Estimate(double mean, OptionalDouble stdError, Optional<Interval> interval) {}

  /**
   * Outer fold.
   *
   * @param fold number from 0
   * @param winner empty if the study has none
   * @param reason why there is no winner, in words; empty if there is one
   * @param taskSeconds executor run time of the cells of the study
   */
  public record Fold(int fold, Optional<Winner> winner, String reason, double taskSeconds) {}

  /**
   * Winner of the study on the rows of the other outer folds.
   *
   * @param learner name of its learner
   * @param configuration values of its learner's parameters, each of its own type
   * @param crossValidated mean score over the folds of its search, by which it was chosen
   * @param score score on the rows of the outer fold
   */
  public record Winner(
      String learner, Map<String, Object> configuration, double crossValidated, double score) {
    public Winner {
      configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
    }
  }
}
