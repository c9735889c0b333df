package org.espalier.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.espalier.ml.ParamSpace.Axis;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.Scale;
import org.espalier.spec.EnumNames;
import org.espalier.spec.problem.Suggestion;

/** JSON form of a {@link ParamSpace}; a space that is read is checked as if it had been built. */
final class ParamSpaceJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> KEYS =
      List.of("stage", "param", "choices", "from", "to", "scale", "step", "points");

  private ParamSpaceJson() {}

  static String write(ParamSpace space) {
    ArrayNode axes = JSON.createArrayNode();
    for (Axis axis : space.axes()) {
      ObjectNode node = axes.addObject();
      node.put("stage", axis.stage()).put("param", axis.param());
      if (axis.values() instanceof FloatParameter real) {
        node.put("from", real.low())
            .put("to", real.high())
            .put("scale", EnumNames.of(real.scale()));
        node.put("step", real.step()).put("points", real.points());
      } else if (axis.values() instanceof IntParameter whole) {
        node.put("from", whole.low())
            .put("to", whole.high())
            .put("scale", EnumNames.of(whole.scale()));
        node.put("step", whole.step()).put("points", whole.points());
      } else {
        node.set("choices", JSON.valueToTree(axis.values().grid()));
      }
    }
    return axes.toString();
  }

  static ParamSpace read(String json) {
    JsonNode axes;
    try {
      axes = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("space: is no JSON: " + e.getOriginalMessage(), e);
    }
    if (!axes.isArray()) {
      throw new IllegalArgumentException("space: must be an array of params, but is " + axes);
    }
    List<Axis> read = new ArrayList<>();
    axes.forEach(axis -> read.add(axis(axis)));
    return new ParamSpace(read);
  }

  private static Axis axis(JsonNode node) {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                throw wrong(node, "'%s' is not known; %s".formatted(key, Suggestion.of(key, KEYS)));
              }
            });
    String stage = text(node, "stage");
    String param = text(node, "param");
    return new Axis(stage, param, ParamSpaceBuilder.made(stage, param, values(node)));
  }

  /** Maker of a parameter with the values of a node, by its name. */
  private static Function<String, Parameter> values(JsonNode node) {
    if (node.has("choices")) {
      List<Object> choices = new ArrayList<>();
      node.get("choices")
          .forEach(choice -> choices.add(PlainJson.value(choice, what -> wrong(node, what))));
      return name -> new ChoiceParameter(name, choices);
    }
    JsonNode from = number(node, "from");
    JsonNode to = number(node, "to");
    Scale scale = scale(node);
    JsonNode step = node.path("step");
    int points = node.path("points").asInt(0);
    return from.isInt() && to.isInt()
        ? name ->
            new IntParameter(name, from.intValue(), to.intValue(), scale, step.asInt(0), points)
        : name ->
            new FloatParameter(
                name, from.doubleValue(), to.doubleValue(), scale, step.asDouble(0), points);
  }

  private static Scale scale(JsonNode node) {
    String text = node.path("scale").asText(EnumNames.of(Scale.LINEAR));
    List<String> known = EnumNames.all(Scale.class);
    if (!known.contains(text)) {
      throw wrong(node, "scale: '%s' is none; %s".formatted(text, Suggestion.of(text, known)));
    }
    return EnumNames.constant(Scale.class, text);
  }

  private static String text(JsonNode node, String key) {
    if (!node.path(key).isTextual()) {
      throw wrong(node, "needs the text '%s'".formatted(key));
    }
    return node.get(key).textValue();
  }

  private static JsonNode number(JsonNode node, String key) {
    if (!node.path(key).isNumber()) {
      throw wrong(node, "needs choices, or the numbers from and to");
    }
    return node.get(key);
  }

  private static IllegalArgumentException wrong(JsonNode axis, String what) {
    return new IllegalArgumentException("space: %s: %s".formatted(axis, what));
  }
}
