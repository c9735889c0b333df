package org.espalier.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.space.Configuration;
import org.espalier.space.ParamSchedule;
import org.espalier.study.RungLadder;

/**
 * Rounds of a learner that continue those of another trial. The configuration of the new trial
 * holds the values of the earlier rounds in {@link ParamSchedule#PARAM}, so that it alone
 * determines the model, with or without the state of the other trial.
 *
 * @param prefix beginning of the learner's names in configurations, with its dot
 * @param iterations param with the number of rounds
 * @param usual number of rounds in full of a configuration that does not name it
 * @param changing names in configurations of the parameters that change
 */
public record ContinuedRounds(String prefix, String iterations, int usual, List<String> changing) {

  public ContinuedRounds {
    changing = List.copyOf(changing);
  }

  public ContinuedRounds withChanging(List<String> names) {
    return new ContinuedRounds(prefix, iterations, usual, names);
  }

  /** Name of a parameter among the learner's own; empty for one of another learner or stage. */
  public Optional<String> param(String name) {
    return Optional.of(name)
        .filter(one -> one.startsWith(prefix))
        .map(one -> one.substring(prefix.length()))
        .filter(one -> !one.contains("."));
  }

  /**
   * A configuration after the rounds of another one.
   *
   * @param rung rung whose rounds the earlier one has trained
   */
  public Configuration after(
      Configuration earlier, int rung, RungLadder ladder, Configuration varied) {
    Map<String, Object> before = earlier.values();
    int inFull =
        before.get(prefix + iterations) instanceof Number number ? number.intValue() : usual;
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : changing) {
      Object value = before.get(name);
      if (value != null) {
        values.put(name.substring(prefix.length()), String.valueOf(value));
      }
    }
    if (values.isEmpty()) {
      return varied;
    }
    String kept = prefix + ParamSchedule.PARAM;
    ParamSchedule schedule =
        before.get(kept) instanceof String text ? ParamSchedule.of(text) : ParamSchedule.NONE;
    Map<String, Object> all = new LinkedHashMap<>(varied.values());
    all.put(kept, schedule.then(ladder.iterations(rung, inFull), values).text());
    return new Configuration(all);
  }
}
