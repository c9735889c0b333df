package org.espalier.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.journal.StudyRecord;

/**
 * Changes that would be worth trying after a study, each with the figures that suggest it.
 *
 * @param scored number of trials with a score; below {@value #ENOUGH} nothing is concluded from
 *     scores
 * @param advice the most urgent first; empty if nothing suggests a change
 */
public record NextSteps(int scored, List<Advice> advice) {

  /** Number of scored trials below which their scores suggest nothing. */
  public static final int ENOUGH = 10;

  /** Kind of a change. */
  public enum Kind {
    /** Go on with a study that did not end. */
    RESUME,
    /** Find out why most trials failed. */
    FAILURES,
    /** Evaluate more trials. */
    TRIALS,
    /** Evaluate the best on more folds. */
    FOLDS,
    /** Prune later. */
    RUNGS,
    /** Add values to a space that was tried completely. */
    EXHAUSTED,
    /** Widen a range at whose end the best values lie. */
    WIDEN,
    /** Narrow a range of which the best values fill a small part. */
    NARROW,
    /** Fix a parameter that does not matter. */
    FIX,
    /** Leave out a learner. */
    LEARNER
  }

  /**
   * One change.
   *
   * @param parameter name in the space of the parameter that it is about
   * @param setting path of the setting to change, as in a study file; a tuner's param has the last
   *     word of it for its name
   * @param sentence the figures that suggest it, and the change
   */
  public record Advice(
      Kind kind, Optional<String> parameter, Optional<String> setting, String sentence) {

    Advice(Kind kind, String setting, String sentence) {
      this(kind, Optional.empty(), Optional.of(setting), sentence);
    }

    /** The sentence, and the setting behind it. */
    @Override
    public String toString() {
      return sentence + setting.map(path -> " Setting: " + path).orElse("");
    }
  }

  public NextSteps {
    advice = List.copyOf(advice);
  }

  /** Next steps after a study, which may still run. */
  public static NextSteps of(StudyRecord record) {
    return of(record, ParameterImportance.of(record));
  }

  /** The same where the importance of the parameters is known already. */
  public static NextSteps of(StudyRecord record, ParameterImportance importance) {
    Map<String, Double> shares = new LinkedHashMap<>();
    for (ParameterImportance.Main main : importance.parameters()) {
      // Small over the whole space, a share may be large among the best: that of a learner's param.
      double most = main.fanova().mean() + main.fanova().deviation();
      shares.put(main.parameter(), Math.max(most, main.pedAnova()));
    }
    return of(record, shares);
  }

  /**
   * Next steps after a study of which the importance of parameters is known.
   *
   * @param shareByParameter upper bound of the share of the differences between scores that a
   *     parameter explains, by its name in the space; one that is left out is not judged
   */
  static NextSteps of(StudyRecord record, Map<String, Double> shareByParameter) {
    RungScores scores = RungScores.of(record);
    SearchAdvice search = new SearchAdvice(record, scores);
    List<Advice> all = new ArrayList<>(search.ofStates());
    int scored = scores.byTrial().size();
    if (scored >= ENOUGH) {
      all.addAll(search.ofScores());
      all.addAll(new ParameterAdvice(record, scores, shareByParameter).all());
      all.addAll(new LearnerAdvice(record, scores).all());
    }
    return new NextSteps(scored, all);
  }

  /** The advice as lines; without any, one that says so. */
  public List<String> lines() {
    return Stream.concat(advice.stream().map(Advice::toString), remarks().stream()).toList();
  }

  /** Sentences on why there is no advice, or none from scores. */
  public List<String> remarks() {
    if (scored < ENOUGH) {
      return List.of(
          "Too few trials to conclude anything from their scores: %d of at least %d."
              .formatted(scored, ENOUGH));
    }
    return advice.isEmpty()
        ? List.of("Nothing in the record suggests another setting.")
        : List.of();
  }

  @Override
  public String toString() {
    return lines().stream().collect(Collectors.joining(System.lineSeparator()));
  }
}
