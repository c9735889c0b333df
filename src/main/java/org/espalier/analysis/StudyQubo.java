package org.espalier.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.journal.SearchedParameter;
import org.espalier.journal.StudyRecord;
import org.espalier.search.qubo.BitCode;
import org.espalier.search.qubo.FactorisationMachine;
import org.espalier.search.qubo.NormalScores;
import org.espalier.search.qubo.Qubo;
import org.espalier.study.Outcome;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * QUBO of a recorded study, as the sampler {@code fmqa} makes it: the least energy is where a
 * factorisation machine of the losses expects the best configuration.
 *
 * <p>The name of a bit states its meaning: {@code kind=sgd} of a choice, and {@code depth>=7.5} of
 * an ordered parameter. The bit of a parameter that a configuration does not have has no meaning.
 * Trials outside the space are left out; constraints are not in the problem (see {@link Qubo#of}).
 */
public final class StudyQubo {

  /** Trials of which a rung needs to have scored as many. */
  private static final int ENOUGH = 10;

  private StudyQubo() {}

  /**
   * Problem of the highest rung at which enough trials were scored.
   *
   * @throws IllegalArgumentException if there is none, or no parameter was searched
   */
  public static Qubo problem(StudyRecord record, Study study) {
    List<SearchedParameter> parameters = record.parameters();
    List<Outcome> scored = List.of();
    int top = study.incumbent().map(outcome -> outcome.proposal().rung()).orElse(-1);
    for (int rung = top; rung >= 0 && scored.size() < ENOUGH; rung--) {
      scored =
          study.ranking(rung).stream()
              .filter(outcome -> isInside(parameters, values(record, outcome)))
              .toList();
    }
    if (scored.size() < ENOUGH) {
      throw new IllegalArgumentException(
          "has %d scored trials; a QUBO needs %d at one rung".formatted(scored.size(), ENOUGH));
    }
    List<Map<String, Object>> values =
        scored.stream().map(outcome -> values(record, outcome)).toList();
    double[] losses = scored.stream().mapToDouble(o -> o.loss().orElseThrow()).toArray();
    return problem(parameters, values, losses, study.seed());
  }

  private static Map<String, Object> values(StudyRecord record, Outcome outcome) {
    return record.trials().get(outcome.proposal().trial()).candidate().values();
  }

  /** True if a trial has no value that a parameter does not take, as a user's start point may. */
  private static boolean isInside(List<SearchedParameter> parameters, Map<String, Object> values) {
    return parameters.stream()
        .allMatch(
            parameter ->
                Optional.ofNullable(values.get(parameter.name())).stream()
                    .allMatch(parameter::contains));
  }

  /**
   * @param values by trial, then by parameter; one is missing where a trial does not have it
   * @param losses by trial
   */
  static Qubo problem(
      List<SearchedParameter> parameters,
      List<Map<String, Object>> values,
      double[] losses,
      Seed seed) {
    BitCode code =
        new BitCode(
            parameters.stream()
                .map(
                    parameter ->
                        BitCode.Group.of(
                            parameter.ordered(),
                            parameter.size().orElse(0),
                            values.stream().anyMatch(v -> !v.containsKey(parameter.name()))))
                .toList());
    if (code.bits() == 0) {
      throw new IllegalArgumentException("has no parameter with more than one value");
    }
    List<int[]> rows = values.stream().map(v -> code.ones(positions(parameters, v))).toList();
    FactorisationMachine machine =
        FactorisationMachine.of(
            code.bits(), rows, NormalScores.scores(losses), seed.child("qubo", 0).random());
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      labels(parameters.get(i), code.groups().get(i), labels);
    }
    return Qubo.of(machine, code, labels);
  }

  private static List<OptionalDouble> positions(
      List<SearchedParameter> parameters, Map<String, Object> values) {
    List<OptionalDouble> positions = new ArrayList<>();
    for (SearchedParameter parameter : parameters) {
      Object value = values.get(parameter.name());
      positions.add(value == null ? OptionalDouble.empty() : parameter.position(value));
    }
    return positions;
  }

  private static void labels(
      SearchedParameter parameter, BitCode.Group group, List<String> labels) {
    if (!group.isOrdered()) {
      parameter.values().forEach(value -> labels.add("%s=%s".formatted(parameter.name(), value)));
      return;
    }
    for (int level = 1; level < group.levels(); level++) {
      double position = (double) level / group.levels();
      labels.add("%s>=%s".formatted(parameter.name(), edge(parameter, position)));
    }
  }

  /** Value from which on a position is reached. */
  private static String edge(SearchedParameter parameter, double position) {
    if (!parameter.isRange()) {
      return parameter.values().get((int) Math.round(position * parameter.values().size()));
    }
    double value =
        parameter
            .scale()
            .orElseThrow()
            .value(position, parameter.low().orElseThrow(), parameter.high().orElseThrow());
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
