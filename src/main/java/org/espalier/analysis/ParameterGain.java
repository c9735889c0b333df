package org.espalier.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.numeric.CountedNoun;

/**
 * Improvement of the score by one parameter alone, in a study with the sampler one-at-a-time.
 *
 * @param parameter name in the space
 * @param change its value in the best trial that varies it, and the one before, as text
 * @param trial number of that trial
 * @param values number of its values that were scored besides the one before
 * @param gain improvement in the metric's own unit, paired by fold; negative if all were worse
 */
public record ParameterGain(
    String parameter, String change, int trial, int values, ScoreEstimate gain) {

  private record Scored(VariedParameter varied, RungScores.Improvement gain) {}

  /** Gains by parameter, the largest first; none in a study of another sampler. */
  public static List<ParameterGain> of(StudyRecord record) {
    RungScores scores = RungScores.of(record);
    Map<String, List<Scored>> scored = new LinkedHashMap<>();
    for (TrialRow row : record.trials()) {
      VariedParameter.of(record, row)
          .ifPresent(
              varied ->
                  scores
                      .improvement(row.trial(), varied.start())
                      .ifPresent(
                          gain ->
                              scored
                                  .computeIfAbsent(varied.name(), name -> new ArrayList<>())
                                  .add(new Scored(varied, gain))));
    }
    return scored.values().stream()
        .map(ParameterGain::best)
        .sorted(Comparator.comparingDouble(best -> -best.gain().mean()))
        .toList();
  }

  /** The best of the values that got furthest. */
  private static ParameterGain best(List<Scored> values) {
    Comparator<Scored> order =
        Comparator.comparingInt((Scored one) -> one.gain().rung())
            .thenComparingDouble(one -> one.gain().score().mean())
            .thenComparingInt(one -> -one.gain().trial());
    Scored best = values.stream().max(order).orElseThrow();
    return new ParameterGain(
        best.varied().name(),
        best.varied().change(),
        best.gain().trial(),
        values.size(),
        best.gain().score());
  }

  /** The gain, and the value that brought it. */
  @Override
  public String toString() {
    return "%s  %s = %s (trial %d, the best of %s)"
        .formatted(gain, parameter, change, trial, CountedNoun.of(values, "value"));
  }
}
