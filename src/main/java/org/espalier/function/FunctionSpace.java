package org.espalier.function;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.espalier.Api;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.spec.EnumNames;

/**
 * Builder of the search space of a function: named parameters in order, which may depend on the
 * value of another parameter.
 *
 * <pre>{@code
 * new FunctionSpace()
 *     .addFloat("lr", 1e-5, 1e-1, "log")
 *     .addInt("layers", 1, 5)
 *     .addChoice("optimizer", "sgd", "adam")
 *     .addFloat("momentum", 0, 0.99).when("optimizer", "sgd")
 * }</pre>
 *
 * <p>Problems of a parameter are reported with all others, when the study begins.
 */
@Api
public final class FunctionSpace {

  private static final String LINEAR = "linear";

  private final Map<String, Dimension> dimensions = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private String last = "";

  /** Real numbers from low to high, both included. */
  public FunctionSpace addFloat(String name, double low, double high) {
    return addFloat(name, low, high, LINEAR);
  }

  /**
   * Real numbers from low to high, both included.
   *
   * @param scale linear, log or reverse-log
   */
  public FunctionSpace addFloat(String name, double low, double high, String scale) {
    return addFloat(name, low, high, scale, 0, 0);
  }

  /**
   * Real numbers from low to high.
   *
   * @param step 0, or the distance of the values from each other, on a linear scale
   * @param points 0, or the number of values that a grid takes, at least 2
   */
  public FunctionSpace addFloat(
      String name, double low, double high, String scale, double step, int points) {
    return add(name, () -> new FloatParameter(name, low, high, scale(scale), step, points));
  }

  /** Whole numbers from low to high, both included. */
  public FunctionSpace addInt(String name, int low, int high) {
    return addInt(name, low, high, LINEAR);
  }

  /**
   * Whole numbers from low to high, both included.
   *
   * @param scale linear, log or reverse-log
   */
  public FunctionSpace addInt(String name, int low, int high, String scale) {
    return addInt(name, low, high, scale, 0, 0);
  }

  /**
   * Whole numbers from low to high.
   *
   * @param step 0, or the distance of the values from each other, on a linear scale
   * @param points 0, or the number of values that a grid takes, at least 2
   */
  public FunctionSpace addInt(String name, int low, int high, String scale, int step, int points) {
    return add(name, () -> new IntParameter(name, low, high, scale(scale), step, points));
  }

  /** One of the values: truth values, whole or real numbers, texts, or lists of these. */
  public FunctionSpace addChoice(String name, Object... values) {
    return addChoice(name, List.of(values));
  }

  /** One of the values: truth values, whole or real numbers, texts, or lists of these. */
  public FunctionSpace addChoice(String name, List<?> values) {
    return add(name, () -> new ChoiceParameter(name, List.copyOf(values)));
  }

  /** Lets the parameter that was added last exist only where another one has one of the values. */
  public FunctionSpace when(String parent, Object... values) {
    return when(parent, List.of(values));
  }

  /** Lets the parameter that was added last exist only where another one has one of the values. */
  public FunctionSpace when(String parent, List<?> values) {
    Dimension conditional = dimensions.get(last);
    if (conditional == null) {
      return this; // its parameter is a problem already
    }
    List<Condition> conditions = new ArrayList<>(conditional.conditions());
    conditions.add(Condition.oneOf(parent, values.toArray()));
    dimensions.put(last, new Dimension(conditional.parameter(), conditions));
    return this;
  }

  private FunctionSpace add(String name, Supplier<Parameter> parameter) {
    last = name;
    if (dimensions.containsKey(name)) {
      problems.add("%s: is given twice; give each parameter a name of its own".formatted(name));
      return this;
    }
    try {
      dimensions.put(name, Dimension.always(parameter.get()));
    } catch (IllegalArgumentException | NullPointerException e) {
      problems.add("%s: %s".formatted(name, ownWords(name, e)));
    }
    return this;
  }

  private static Scale scale(String name) {
    if (!EnumNames.all(Scale.class).contains(name)) {
      throw new IllegalArgumentException(
          "scale: '%s' is not known; use linear, log or reverse-log".formatted(name));
    }
    return EnumNames.constant(Scale.class, name);
  }

  private static String ownWords(String name, RuntimeException e) {
    String message = e.getMessage() == null ? "a value is missing" : e.getMessage();
    String prefix = "Parameter '%s': ".formatted(name);
    String own =
        message.startsWith(prefix)
            ? message.substring(prefix.length())
            : message.replaceFirst("^Parameter '([^']*)': ", "$1: ");
    return own.endsWith(".") ? own.substring(0, own.length() - 1) : own;
  }

  /** Problems so far, one per line, with the parameter first. */
  List<String> problems() {
    List<String> all = new ArrayList<>(problems);
    if (dimensions.isEmpty() && all.isEmpty()) {
      all.add("has no parameter; add at least one");
    } else if (all.isEmpty()) {
      try {
        space();
      } catch (IllegalArgumentException e) {
        all.add(ownWords("", e));
      }
    }
    return all;
  }

  /**
   * The space, in the order in which parameters were added, but with parents first.
   *
   * @throws IllegalArgumentException if a condition names no parameter, or none that it can hold of
   */
  SearchSpace space() {
    List<Dimension> ordered = new ArrayList<>();
    Set<String> placed = new HashSet<>();
    List<Dimension> left = new ArrayList<>(dimensions.values());
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Dimension next : List.copyOf(left)) {
        if (next.conditions().stream().allMatch(c -> placed.contains(c.parent()))) {
          ordered.add(next);
          placed.add(next.parameter().name());
          left.remove(next);
          moved = true;
        }
      }
    }
    ordered.addAll(left); // SearchSpace reports what is wrong with them
    return new SearchSpace(ordered);
  }

  /** Builder that holds all of a space. */
  static FunctionSpace of(SearchSpace space) {
    FunctionSpace all = new FunctionSpace();
    space.dimensions().forEach(each -> all.dimensions.put(each.parameter().name(), each));
    return all;
  }
}
