package org.espalier.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Values that params of a learner had in earlier iterations of its training. As a text, {@code 30:
 * eta=0.3, gamma=1.0; 60: eta=0.24} has two phases: up to iteration 30, and from there to 60. A
 * param that a phase does not name has the learner's own value, and so have all after the last one.
 *
 * @param phases in the order of their iterations
 */
public record ParamSchedule(List<Phase> phases) {

  /** Name of the param that holds the text, of learners that have one. */
  public static final String PARAM = "paramSchedule";

  /** Schedule of a training under one configuration. */
  public static final ParamSchedule NONE = new ParamSchedule(List.of());

  private static final Pattern PHASE = Pattern.compile("\\s*(\\d{1,9})\\s*:(.*)");
  private static final Pattern VALUE = Pattern.compile("\\s*(\\w+)\\s*=\\s*([^\\s=]+)\\s*");

  /**
   * Iterations under other values.
   *
   * @param until number of iterations at its end, from the first one of the training on
   * @param values by the names of params; at least one
   */
  public record Phase(int until, Map<String, String> values) {
    public Phase {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
      if (until < 1 || values.isEmpty()) {
        throw new IllegalArgumentException("Phase until %d: %s.".formatted(until, values));
      }
    }
  }

  public ParamSchedule {
    phases = List.copyOf(phases);
    for (int i = 1; i < phases.size(); i++) {
      if (phases.get(i).until() <= phases.get(i - 1).until()) {
        throw new IllegalArgumentException(
            "ends a phase at %d and the next one at %d; use ascending numbers"
                .formatted(phases.get(i - 1).until(), phases.get(i).until()));
      }
    }
  }

  /**
   * Schedule of a text; that of an empty one is {@link #NONE}.
   *
   * @throws IllegalArgumentException with what is wrong, and what would be right
   */
  public static ParamSchedule of(String text) {
    List<Phase> phases = new ArrayList<>();
    for (String part : text.isBlank() ? new String[0] : text.split(";", -1)) {
      Matcher phase = PHASE.matcher(part);
      if (!phase.matches() || Integer.parseInt(phase.group(1)) < 1) {
        throw malformed(part);
      }
      Map<String, String> values = new LinkedHashMap<>();
      for (String pair : phase.group(2).split(",", -1)) {
        Matcher value = VALUE.matcher(pair);
        if (!value.matches() || values.put(value.group(1), value.group(2)) != null) {
          throw malformed(part);
        }
      }
      phases.add(new Phase(Integer.parseInt(phase.group(1)), values));
    }
    return new ParamSchedule(phases);
  }

  private static IllegalArgumentException malformed(String part) {
    return new IllegalArgumentException(
        "'%s' is not a phase; write iterations and the values up to them, such as '30: eta=0.3, gamma=1'"
            .formatted(part.strip()));
  }

  /** Schedule with a further phase; without it if no iteration is under its values. */
  public ParamSchedule then(int until, Map<String, String> values) {
    if (!phases.isEmpty() && until <= phases.get(phases.size() - 1).until()) {
      return this;
    }
    List<Phase> more = new ArrayList<>(phases);
    more.add(new Phase(until, values));
    return new ParamSchedule(more);
  }

  /** Text of which {@link #of} makes an equal schedule. */
  public String text() {
    return phases.stream()
        .map(
            phase ->
                phase.values().entrySet().stream()
                    .map(value -> "%s=%s".formatted(value.getKey(), value.getValue()))
                    .collect(Collectors.joining(", ", phase.until() + ": ", "")))
        .collect(Collectors.joining("; "));
  }
}
