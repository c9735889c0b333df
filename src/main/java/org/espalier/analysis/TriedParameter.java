package org.espalier.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.journal.SearchedParameter;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.space.Configuration;
import org.espalier.study.Door;

/**
 * Parameter of the space with the values that scored trials have of it.
 *
 * @param setting path of its setting
 * @param values of the trials that have it, the leading ones first
 */
record TriedParameter(SearchedParameter parameter, String setting, List<Value> values) {

  /** Minimum number of best values from which anything is concluded. */
  private static final int FEWEST = 5;

  /** Share of the values that count as the best. */
  private static final int TENTH = 10;

  /**
   * Value of a trial.
   *
   * @param position on the scale, in [0, 1]
   */
  record Value(int trial, Object value, double position) {

    boolean isWhole() {
      return value instanceof Integer || value instanceof Long;
    }

    double number() {
      return ((Number) value).doubleValue();
    }
  }

  TriedParameter {
    values = List.copyOf(values);
  }

  /** Parameters of a study but the choice of the learner, in the order of its space. */
  static List<TriedParameter> of(StudyRecord record, RungScores scores) {
    List<TrialRow> leading =
        scores.leading().stream().map(best -> record.trials().get(best.trial())).toList();
    return record.opened().setup().parameters().stream()
        .filter(parameter -> !parameter.name().equals(Configuration.LEARNER))
        .map(
            parameter ->
                new TriedParameter(
                    parameter, setting(record, parameter), values(parameter, leading)))
        .toList();
  }

  private static List<Value> values(SearchedParameter parameter, List<TrialRow> rows) {
    List<Value> values = new ArrayList<>();
    for (TrialRow row : rows) {
      Optional<Object> value = Optional.ofNullable(row.candidate().values().get(parameter.name()));
      OptionalDouble position = value.map(parameter::position).orElseGet(OptionalDouble::empty);
      if (position.isPresent()) {
        values.add(new Value(row.trial(), value.orElseThrow(), position.getAsDouble()));
      }
    }
    return values;
  }

  /** Names of the learners that a space chooses from; empty if it names none. */
  static List<String> learners(List<SearchedParameter> parameters) {
    List<String> learners =
        parameters.stream()
            .filter(choice -> choice.name().equals(Configuration.LEARNER))
            .flatMap(choice -> choice.values().stream())
            .toList();
    boolean isChoice = // a function may have a parameter of that name
        parameters.stream()
            .map(SearchedParameter::name)
            .filter(name -> !name.equals(Configuration.LEARNER))
            .allMatch(name -> learners.stream().anyMatch(one -> name.startsWith(one + ".")));
    return isChoice ? learners : List.of();
  }

  /** Path of a parameter: below its learner in a study file, in the space of a tuner elsewhere. */
  private static String setting(StudyRecord record, SearchedParameter parameter) {
    List<String> learners = learners(record.opened().setup().parameters());
    for (String learner : learners) {
      if (parameter.name().startsWith(learner + ".")
          && record.opened().request().door() == Door.JOB) {
        return "learners[%d].space.%s"
            .formatted(learners.indexOf(learner), parameter.name().substring(learner.length() + 1));
      }
    }
    return "space." + parameter.name();
  }

  /** True if there are enough values to conclude anything. */
  boolean isTried() {
    return values.size() >= NextSteps.ENOUGH;
  }

  /** The best tenth of the values, but at least five. */
  List<Value> best() {
    return values.subList(0, Math.min(values.size(), Math.max(FEWEST, values.size() / TENTH)));
  }

  /** True if a value lies at an end: within a share of the scale, or the last of those listed. */
  boolean isAtEnd(Value value, boolean upper, double share) {
    if (!parameter.isRange()) {
      int last = parameter.values().size() - 1;
      return parameter.index(value.value()).orElse(-1) == (upper ? last : 0);
    }
    return upper ? value.position() >= 1 - share : value.position() <= share;
  }

  /** Range or listed values as the study searched them. */
  String searched() {
    return parameter.isRange()
        ? ScoreEstimate.number(parameter.low().orElseThrow())
            + " to "
            + ScoreEstimate.number(parameter.high().orElseThrow())
        : String.join(", ", parameter.values());
  }
}
