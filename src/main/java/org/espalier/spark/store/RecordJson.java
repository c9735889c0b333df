package org.espalier.spark.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.journal.StudyStatus;
import org.espalier.space.Configuration;
import org.espalier.study.Inline;

/**
 * Conversion of records to JSON trees: a component becomes a field, a list an array, an enum
 * constant its name or key, and an absent value null. The fields of an {@link Inline} component are
 * those of its record.
 *
 * <p>A configuration keeps the types of its values: a whole number is an Integer, one with a
 * fraction or an exponent a Double, and a Long is written as <code>{"long": 5}</code>.
 */
final class RecordJson {

  /** Field of the object that a Long of a configuration is wrapped in. */
  static final String LONG = "long";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private RecordJson() {}

  /**
   * Tree of a record, or of a value in one.
   *
   * @throws IllegalArgumentException if it contains a number that is not finite, or a type without
   *     a JSON form
   */
  static JsonNode tree(Object value) {
    if (value instanceof Configuration configuration) {
      return configuration(configuration);
    }
    if (value instanceof Record fields) {
      return object(fields);
    }
    if (value instanceof List<?> list) {
      ArrayNode array = NODES.arrayNode();
      list.forEach(element -> array.add(tree(element)));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = NODES.objectNode();
      map.forEach((key, element) -> object.set(key.toString(), tree(element)));
      return object;
    }
    return value instanceof Optional<?>
            || value instanceof OptionalDouble
            || value instanceof OptionalInt
            || value instanceof OptionalLong
        ? optional(value)
        : scalar(value);
  }

  private static ObjectNode object(Record fields) {
    ObjectNode object = NODES.objectNode();
    for (RecordComponent component : RecordShape.of(fields.getClass()).components()) {
      JsonNode value = tree(read(component, fields));
      if (component.isAnnotationPresent(Inline.class)) {
        object.setAll((ObjectNode) value);
      } else {
        object.set(component.getName(), value);
      }
    }
    return object;
  }

  /** A component's value; no record here has a component that is null. */
  static Object read(RecordComponent component, Record fields) {
    try {
      Object value = component.getAccessor().invoke(fields);
      if (value == null) {
        throw new IllegalArgumentException("'%s' is null.".formatted(component));
      }
      return value;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("'%s' cannot be read.".formatted(component), e);
    }
  }

  private static JsonNode optional(Object value) {
    if (value instanceof OptionalDouble real) {
      return real.isPresent() ? scalar(real.getAsDouble()) : NODES.nullNode();
    }
    if (value instanceof OptionalLong whole) {
      return whole.isPresent() ? scalar(whole.getAsLong()) : NODES.nullNode();
    }
    if (value instanceof OptionalInt whole) {
      return whole.isPresent() ? scalar(whole.getAsInt()) : NODES.nullNode();
    }
    Optional<?> any = (Optional<?>) value;
    return any.isPresent() ? tree(any.get()) : NODES.nullNode();
  }

  private static JsonNode scalar(Object value) {
    if (value instanceof String text) {
      return NODES.textNode(text);
    }
    if (value instanceof StudyStatus status) {
      return NODES.textNode(status.key());
    }
    if (value instanceof Enum<?> constant) {
      return NODES.textNode(constant.name());
    }
    if (value instanceof Boolean flag) {
      return NODES.booleanNode(flag);
    }
    if (value instanceof Integer whole) {
      return NODES.numberNode(whole);
    }
    if (value instanceof Long whole) {
      return NODES.numberNode(whole);
    }
    if (value instanceof Double real && Double.isFinite(real)) {
      return NODES.numberNode(real);
    }
    throw new IllegalArgumentException(
        "%s (%s) has no place in JSON".formatted(value, value.getClass().getName()));
  }

  private static ObjectNode configuration(Configuration configuration) {
    ObjectNode object = NODES.objectNode();
    configuration.values().forEach((name, value) -> object.set(name, parameter(value)));
    return object;
  }

  private static JsonNode parameter(Object value) {
    if (value instanceof List<?> list) {
      ArrayNode array = NODES.arrayNode();
      list.forEach(element -> array.add(parameter(element)));
      return array;
    }
    return value instanceof Long ? NODES.objectNode().set(LONG, scalar(value)) : scalar(value);
  }
}
