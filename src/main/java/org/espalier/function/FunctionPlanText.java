package org.espalier.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.espalier.evaluate.Reason;
import org.espalier.settings.SpaceText;
import org.espalier.spec.problem.Suggestion;

/**
 * Text of the plan of a function's study: a JSON object of class, space and those settings that do
 * not have their defaults. The function, its data and listeners have no text.
 */
final class FunctionPlanText {

  /** Reads a fraction as no whole number, a text as no number, and no key twice. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private static final String SPACE = "space";
  private static final String SETTINGS = "settings";

  private FunctionPlanText() {}

  /** The text of settings without problems. */
  static String write(FunctionSettings settings) {
    ObjectNode plan = JSON.createObjectNode().put("class", FunctionTuner.class.getName());
    plan.set(SPACE, parsed(SpaceText.of(settings.space().space())));
    Map<String, Object> own = new LinkedHashMap<>();
    settings
        .values()
        .forEach(
            (name, value) -> {
              if (!name.equals(SPACE) && !settings.isUsual(name)) {
                own.put(name, name.equals("then") ? refinements(settings) : value);
              }
            });
    plan.set(SETTINGS, JSON.valueToTree(own));
    return plan.toPrettyString() + "\n";
  }

  private static List<Map<String, Object>> refinements(FunctionSettings settings) {
    List<Map<String, Object>> all = new ArrayList<>();
    settings
        .then()
        .forEach(
            one -> {
              Map<String, Object> refinement = new LinkedHashMap<>();
              refinement.put("sampler", one.sampler());
              refinement.put("trials", one.trials());
              refinement.put("around", one.around());
              all.add(refinement);
            });
    return all;
  }

  /**
   * The settings of a text, unchecked.
   *
   * @throws IllegalArgumentException if it is no such text, a line for each value that is none
   */
  static FunctionSettings read(String text) {
    JsonNode plan = parsed(text);
    String type = plan.path("class").asText();
    if (!type.equals(FunctionTuner.class.getName())) {
      throw new IllegalArgumentException(
          "plan: class: is '%s'; %s".formatted(type, FunctionTuner.class.getName()));
    }
    FunctionSettings settings = FunctionSettings.USUAL.with(SPACE, space(plan.path(SPACE)));
    List<String> problems = new ArrayList<>();
    List<String> keys = List.of("class", SPACE, SETTINGS);
    plan.fieldNames()
        .forEachRemaining(
            key -> {
              if (!keys.contains(key)) {
                problems.add("plan: %s: is not known; %s".formatted(key, Suggestion.of(key, keys)));
              }
            });
    JsonNode values = plan.path(SETTINGS);
    if (plan.has(SETTINGS) && !values.isObject()) {
      problems.add("plan: settings: is %s; an object".formatted(values));
    }
    for (Iterator<String> names = values.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      Optional<Object> value = value(name, values.get(name), problems);
      settings = value.isPresent() ? settings.with(name, value.get()) : settings;
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return settings;
  }

  private static FunctionSpace space(JsonNode node) {
    try {
      return FunctionSpace.of(SpaceText.read(node.toString()));
    } catch (RuntimeException e) { // of a reader that this package does not know
      throw new IllegalArgumentException("plan: space: is none: " + Reason.plain(e), e);
    }
  }

  /** A setting of the type of its default; empty after a problem. */
  private static Optional<Object> value(String name, JsonNode node, List<String> problems) {
    Optional<Class<?>> known = FunctionSettings.type(name).filter(type -> !name.equals(SPACE));
    if (known.isEmpty()) {
      problems.add(
          "plan: settings: %s: is no setting; %s"
              .formatted(name, Suggestion.of(name, FunctionSettings.names())));
      return Optional.empty();
    }
    try {
      Object value =
          switch (name) {
            case "then" ->
                JSON.convertValue(node, new TypeReference<List<FunctionRefinement>>() {});
            case "startPoints" ->
                JSON.convertValue(node, new TypeReference<List<Map<String, Object>>>() {});
            default -> JSON.convertValue(node, known.get());
          };
      return Optional.of(Objects.requireNonNull(value));
    } catch (IllegalArgumentException | NullPointerException e) {
      problems.add("plan: settings: %s: is %s; %s".formatted(name, node, expected(known.get())));
      return Optional.empty();
    }
  }

  private static String expected(Class<?> type) {
    if (type == Integer.class || type == Long.class) {
      return "a whole number";
    }
    return type == Double.class
        ? "a number"
        : type == Boolean.class ? "true or false" : type == List.class ? "a list" : "a text";
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("plan: is no JSON: " + e.getOriginalMessage(), e);
    }
  }
}
