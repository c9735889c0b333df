package org.espalier.spark.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.espalier.journal.StudyStatus;
import org.espalier.space.Configuration;
import org.espalier.study.Inline;
import org.jspecify.annotations.Nullable;

/**
 * Conversion of the trees of {@link RecordJson} to records. A missing field is read as absent, as
 * an empty list or as an empty map where the record allows it; unknown fields are ignored. A record
 * may therefore gain such a component within one format.
 *
 * <p>A value that does not fit causes an {@link IllegalArgumentException} that names the field.
 */
final class RecordReader {

  private RecordReader() {}

  /** The record of a type. */
  static <T> T read(JsonNode tree, Class<T> type) {
    return type.cast(value(tree, type, type.getSimpleName()));
  }

  private static Object value(@Nullable JsonNode node, Type type, String path) {
    if (type instanceof ParameterizedType generic) {
      return generic(node, generic, path);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.getSimpleName().startsWith("Optional")) {
      return optional(node, plain, path);
    }
    if (node == null || node.isNull()) {
      throw new IllegalArgumentException("%s: is missing".formatted(path));
    }
    if (plain == Configuration.class) {
      return configuration(node, path);
    }
    return plain.isRecord() ? object(node, plain, path) : scalar(node, plain, path);
  }

  private static Object generic(@Nullable JsonNode node, ParameterizedType type, String path) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      return node == null || node.isNull()
          ? Optional.empty()
          : Optional.of(value(node, arguments[0], path));
    }
    return type.getRawType() == List.class
        ? list(node, arguments[0], path)
        : map(node, arguments[1], path);
  }

  private static Object object(JsonNode node, Class<?> type, String path) {
    require(node, JsonNode::isObject, "an object", path);
    RecordShape shape = RecordShape.of(type);
    Object[] values =
        shape.components().stream().map(component -> component(node, component, path)).toArray();
    try {
      return shape.constructor().newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "%s: %s".formatted(path, e.getCause() == null ? e : e.getCause().getMessage()), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("%s cannot be made.".formatted(type), e);
    }
  }

  private static Object component(JsonNode node, RecordComponent component, String path) {
    return component.isAnnotationPresent(Inline.class)
        ? object(node, component.getType(), path)
        : value(
            node.get(component.getName()),
            component.getGenericType(),
            path + "." + component.getName());
  }

  private static List<Object> list(@Nullable JsonNode node, Type element, String path) {
    List<Object> values = new ArrayList<>();
    if (node != null) {
      require(node, JsonNode::isArray, "an array", path);
      for (int i = 0; i < node.size(); i++) {
        values.add(value(node.get(i), element, "%s[%d]".formatted(path, i)));
      }
    }
    return values;
  }

  private static Map<String, Object> map(@Nullable JsonNode node, Type element, String path) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (node != null) {
      require(node, JsonNode::isObject, "an object", path);
      node.fieldNames()
          .forEachRemaining(
              name -> values.put(name, value(node.get(name), element, path + "." + name)));
    }
    return values;
  }

  private static Object optional(@Nullable JsonNode node, Class<?> type, String path) {
    boolean absent = node == null || node.isNull();
    if (type == OptionalDouble.class) {
      return absent
          ? OptionalDouble.empty()
          : OptionalDouble.of((double) value(node, double.class, path));
    }
    if (type == OptionalLong.class) {
      return absent ? OptionalLong.empty() : OptionalLong.of((long) value(node, long.class, path));
    }
    return absent ? OptionalInt.empty() : OptionalInt.of((int) value(node, int.class, path));
  }

  private static Object scalar(JsonNode node, Class<?> type, String path) {
    if (type == int.class || type == Integer.class) {
      return require(node, JsonNode::isInt, "a whole number", path).intValue();
    }
    if (type == long.class || type == Long.class) {
      return require(node, n -> n.isInt() || n.isLong(), "a whole number", path).longValue();
    }
    if (type == double.class || type == Double.class) {
      return require(node, JsonNode::isNumber, "a number", path).doubleValue();
    }
    if (type == boolean.class || type == Boolean.class) {
      return require(node, JsonNode::isBoolean, "true or false", path).booleanValue();
    }
    String text = require(node, JsonNode::isTextual, "a text", path).textValue();
    if (type == StudyStatus.class) {
      return status(text, path);
    }
    return type.isEnum() ? constant(text, type, path) : text;
  }

  private static StudyStatus status(String key, String path) {
    try {
      return StudyStatus.of(key);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static Object constant(String text, Class<?> type, String path) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: must be one of %s, but is %s"
                        .formatted(path, Arrays.toString(type.getEnumConstants()), text)));
  }

  private static Configuration configuration(JsonNode node, String path) {
    require(node, JsonNode::isObject, "an object", path);
    Map<String, Object> values = new LinkedHashMap<>();
    node.fieldNames()
        .forEachRemaining(name -> values.put(name, parameter(node.get(name), path + "." + name)));
    return new Configuration(values);
  }

  private static Object parameter(JsonNode node, String path) {
    if (node.isObject()) {
      return value(node.get(RecordJson.LONG), long.class, path);
    }
    if (node.isArray()) {
      List<Object> elements = new ArrayList<>();
      node.forEach(element -> elements.add(parameter(element, path)));
      return List.copyOf(elements);
    }
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return value(node, node.isInt() ? int.class : double.class, path);
  }

  private static JsonNode require(
      JsonNode node, Predicate<JsonNode> fits, String what, String path) {
    if (!fits.test(node)) {
      throw new IllegalArgumentException("%s: must be %s, but is %s".formatted(path, what, node));
    }
    return node;
  }
}
