package org.espalier.report.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.espalier.journal.SearchedParameter;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.space.Configuration;
import org.espalier.space.Scale;

/**
 * Parameter with its value in each trial.
 *
 * @param name name in the space; that of a learner's param has the learner before it
 * @param label the learner's own name of it
 * @param scale scale of its axis; that of listed values is linear over their indices
 * @param low lower end of its axis
 * @param high upper end of its axis
 * @param zero place on a log axis of values that are not positive, such as a learner's default of
 *     0; empty if there is none
 * @param listed values in their order as texts; none for a range
 * @param values by trial, of listed values their indices; empty where a trial does not have it
 */
public record ParameterColumn(
    String name,
    String label,
    Scale scale,
    double low,
    double high,
    OptionalDouble zero,
    List<String> listed,
    List<OptionalDouble> values) {

  public ParameterColumn {
    listed = List.copyOf(listed);
    values = List.copyOf(values);
  }

  /** Parameters of a study's space in its order; none that has only one value. */
  static List<ParameterColumn> of(StudyRecord record) {
    List<Map<String, Object>> values =
        record.trials().stream().map(TrialRow::candidate).map(TrialRow.Candidate::values).toList();
    List<String> learners =
        record.trials().stream().map(row -> row.candidate().learner()).distinct().toList();
    List<ParameterColumn> columns = new ArrayList<>();
    for (SearchedParameter parameter : record.parameters()) {
      List<Object> found =
          values.stream().map(row -> row.getOrDefault(parameter.name(), Missing.VALUE)).toList();
      String label = label(parameter.name(), learners);
      ParameterColumn column =
          parameter.isRange() ? range(parameter, label, found) : listed(parameter, label, found);
      if (column.differs()) {
        columns.add(column);
      }
    }
    return columns;
  }

  private enum Missing {
    VALUE
  }

  /** The learner's own name of a param. */
  private static String label(String name, List<String> learners) {
    return learners.stream()
        .map(learner -> Configuration.name(learner, ""))
        .filter(name::startsWith)
        .findFirst()
        .map(prefix -> name.substring(prefix.length()))
        .orElse(name);
  }

  private static ParameterColumn range(
      SearchedParameter parameter, String label, List<Object> found) {
    List<OptionalDouble> values =
        found.stream()
            .map(
                value ->
                    value instanceof Number number
                        ? OptionalDouble.of(number.doubleValue())
                        : OptionalDouble.empty())
            .toList();
    Scale scale = parameter.scale().orElseThrow();
    boolean positive = scale.needsPositive();
    double[] shown =
        DoubleStream.concat(
                DoubleStream.of(parameter.low().orElseThrow(), parameter.high().orElseThrow()),
                values.stream().flatMapToDouble(OptionalDouble::stream))
            .filter(value -> !positive || value > 0)
            .sorted()
            .toArray();
    boolean hasZero =
        positive && values.stream().flatMapToDouble(OptionalDouble::stream).anyMatch(v -> v <= 0);
    return new ParameterColumn(
        parameter.name(),
        label,
        scale,
        shown[0],
        shown[shown.length - 1],
        hasZero
            ? OptionalDouble.of(Math.pow(10, Math.floor(Math.log10(shown[0])) - 1))
            : OptionalDouble.empty(),
        List.of(),
        values);
  }

  private static ParameterColumn listed(
      SearchedParameter parameter, String label, List<Object> found) {
    List<String> listed = new ArrayList<>(parameter.values());
    List<OptionalDouble> values = new ArrayList<>();
    for (Object value : found) {
      String text = String.valueOf(value);
      if (value == Missing.VALUE) {
        values.add(OptionalDouble.empty());
        continue;
      }
      if (!listed.contains(text)) { // a learner's default may lie outside of what is searched
        listed.add(text);
      }
      values.add(OptionalDouble.of(listed.indexOf(text)));
    }
    return new ParameterColumn(
        parameter.name(),
        label,
        Scale.LINEAR,
        0,
        listed.size() - 1.0,
        OptionalDouble.empty(),
        listed,
        values);
  }

  /** Name of the learner that it is a param of; empty for a parameter of all trials. */
  public String learner() {
    return name.substring(0, Math.max(0, name.length() - label.length() - 1));
  }

  /** True if there is more than one value. */
  private boolean differs() {
    return values.stream().distinct().count() > 1;
  }
}
