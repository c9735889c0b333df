package org.espalier.spark.store;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleDeserializers;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.espalier.journal.StudyStatus;
import org.espalier.space.Configuration;
import org.espalier.study.Inline;
import org.espalier.study.Trainer;
import org.jspecify.annotations.Nullable;

/**
 * Mapper of records to JSON trees and back, based on Jackson. A component becomes a field, an
 * absent value becomes null, and the fields of an {@link Inline} component replace it.
 *
 * <p>A missing field is read as absent, as an empty list or as an empty map if the type of the
 * component allows it. Unknown fields are ignored. A record can therefore gain such a component
 * without a new format.
 *
 * <p>A configuration keeps the types of its values: a whole number is an Integer, a number with a
 * fraction or an exponent is a Double, and a Long is written as <code>{"long": 5}</code>.
 */
final class RecordJson {

  /** Field of the object around a Long of a configuration. */
  private static final String LONG = "long";

  private static final Map<Class<?>, String> KINDS =
      Map.of(
          int.class, "a whole number",
          Integer.class, "a whole number",
          long.class, "a whole number",
          Long.class, "a whole number",
          double.class, "a number",
          Double.class, "a number",
          boolean.class, "true or false",
          String.class, "a text",
          List.class, "an array",
          Map.class, "an object");

  private static final JsonMapper MAPPER = mapper();

  private RecordJson() {}

  /**
   * Returns the tree of a record.
   *
   * @throws IllegalArgumentException if it contains a number that is not finite, or a type without
   *     a JSON form
   */
  static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * Reads a record from a tree.
   *
   * @throws IllegalArgumentException if a value does not fit; the message names the field
   */
  static <T> T read(JsonNode tree, Class<T> type) {
    try {
      T read = MAPPER.treeToValue(tree, type);
      if (read == null) {
        throw new IllegalArgumentException("%s: is missing".formatted(type.getSimpleName()));
      }
      return read;
    } catch (JsonMappingException e) {
      throw new IllegalArgumentException(type.getSimpleName() + problem(e, tree), e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree cannot be read.", e);
    }
  }

  /**
   * Reads a record from a text.
   *
   * @throws IllegalArgumentException if the text is not JSON, or if a value does not fit; the
   *     message then names the field
   */
  static <T> T read(String text, Class<T> type) {
    try {
      return read(MAPPER.readTree(text), type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is not JSON", e);
    }
  }

  /**
   * Returns the path of a value that does not fit, without the names of inline components, and the
   * reason.
   */
  private static String problem(JsonMappingException e, JsonNode tree) {
    StringBuilder path = new StringBuilder();
    JsonNode value = tree;
    for (JsonMappingException.Reference step : e.getPath()) {
      String field = step.getFieldName();
      if (field == null) {
        path.append('[').append(step.getIndex()).append(']');
        value = value.path(step.getIndex());
      } else if (value.has(field) || step == last(e.getPath())) {
        path.append('.').append(field);
        value = value.path(field);
      }
    }
    return path + ": " + wrong(e, value);
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  private static String wrong(JsonMappingException e, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "is missing";
    }
    if (e.getCause() != null) { // the record rejected it
      return String.valueOf(e.getCause().getMessage());
    }
    Class<?> type = e instanceof MismatchedInputException wrong ? wrong.getTargetType() : null;
    return type == null
        ? e.getOriginalMessage()
        : "must be %s, but is %s".formatted(KINDS.getOrDefault(type, type.getSimpleName()), value);
  }

  private static JsonMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS) // only components are fields
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .annotationIntrospector(new RecordComponents())
            .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL))
            .addModule(module())
            .build();
    List.of(List.class, Map.class).forEach(type -> absent(mapper, type, Nulls.AS_EMPTY));
    List.of(Optional.class, OptionalDouble.class, OptionalLong.class, OptionalInt.class)
        .forEach(type -> absent(mapper, type, Nulls.SET));
    return mapper;
  }

  private static void absent(JsonMapper mapper, Class<?> type, Nulls nulls) {
    mapper.configOverride(type).setSetterInfo(JsonSetter.Value.forValueNulls(nulls, Nulls.FAIL));
  }

  private static SimpleModule module() {
    SimpleModule module = new SimpleModule();
    module.setDeserializers(new Optionals());
    module.setDeserializerModifier(new RecordComponents.Readers());
    write(module, Optional.class, value -> ((Optional<?>) value).orElse(null));
    write(module, OptionalDouble.class, v -> v.isPresent() ? v.getAsDouble() : null);
    write(module, OptionalLong.class, v -> v.isPresent() ? v.getAsLong() : null);
    write(module, OptionalInt.class, v -> v.isPresent() ? v.getAsInt() : null);
    write(module, StudyStatus.class, StudyStatus::key);
    write(module, Trainer.class, Trainer::text);
    write(module, Configuration.class, configuration -> wrapped(configuration.values()));
    module.addSerializer(Double.class, new FiniteNumber());
    module.addSerializer(double.class, new FiniteNumber());
    read(module, OptionalDouble.class, Double.class, OptionalDouble::of, OptionalDouble.empty());
    read(module, OptionalLong.class, Long.class, OptionalLong::of, OptionalLong.empty());
    read(module, OptionalInt.class, Integer.class, OptionalInt::of, OptionalInt.empty());
    read(module, StudyStatus.class, String.class, StudyStatus::of, null);
    read(module, Trainer.class, String.class, Trainer::of, null);
    read(module, Configuration.class, Map.class, RecordJson::configuration, null);
    return module;
  }

  private static <T> void write(
      SimpleModule module, Class<T> type, Function<T, @Nullable Object> form) {
    module.addSerializer(
        type,
        new JsonSerializer<T>() {
          @Override
          public void serialize(T value, JsonGenerator out, SerializerProvider all)
              throws IOException {
            all.defaultSerializeValue(form.apply(value), out);
          }
        });
  }

  /**
   * Creates the reader of a value.
   *
   * @param form type of its JSON
   * @param absent value for null
   */
  private static <F, T> JsonDeserializer<T> reader(
      JavaType form, Function<F, T> value, @Nullable T absent) {
    return new JsonDeserializer<T>() {
      @Override
      public T deserialize(JsonParser in, DeserializationContext all) throws IOException {
        F read = all.readValue(in, form);
        try {
          return value.apply(read);
        } catch (IllegalArgumentException e) {
          throw JsonMappingException.from(in, String.valueOf(e.getMessage()), e);
        }
      }

      @Override
      public @Nullable T getNullValue(DeserializationContext all) {
        return absent;
      }
    };
  }

  private static <F, T> void read(
      SimpleModule module, Class<T> type, Class<F> form, Function<F, T> value, @Nullable T absent) {
    JavaType json = TypeFactory.defaultInstance().constructType(form);
    module.addDeserializer(type, reader(json, value, absent));
  }

  private static Object wrapped(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> all = new LinkedHashMap<>();
      map.forEach((name, inner) -> all.put(name, wrapped(inner)));
      return all;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(RecordJson::wrapped).toList();
    }
    return value instanceof Long ? Map.of(LONG, value) : value;
  }

  private static Configuration configuration(Map<?, ?> values) {
    Map<String, Object> all = new LinkedHashMap<>();
    values.forEach((name, value) -> all.put(String.valueOf(name), unwrapped(value)));
    return new Configuration(all);
  }

  private static Object unwrapped(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(RecordJson::unwrapped).toList();
    }
    if (value instanceof Map<?, ?> map
        && map.size() == 1
        && map.get(LONG) instanceof Number whole
        && (whole instanceof Integer || whole instanceof Long)) {
      return whole.longValue();
    }
    if (value instanceof String
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Double) {
      return value;
    }
    throw new IllegalArgumentException("'%s' is not a value of a parameter".formatted(value));
  }

  /** Writer of numbers, which rejects those that are not finite because JSON has none. */
  private static final class FiniteNumber extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider all)
        throws IOException {
      if (!Double.isFinite(value)) {
        throw JsonMappingException.from(out, "%s has no place in JSON".formatted(value));
      }
      out.writeNumber(value);
    }
  }

  /** Readers of {@link Optional} values, and the readers that are added to the module. */
  private static final class Optionals extends SimpleDeserializers {
    @Override
    public @Nullable JsonDeserializer<?> findBeanDeserializer(
        JavaType type, DeserializationConfig config, BeanDescription bean)
        throws JsonMappingException {
      return type.hasRawClass(Optional.class)
          ? reader(type.containedTypeOrUnknown(0), Optional::of, Optional.empty())
          : super.findBeanDeserializer(type, config, bean);
    }
  }
}
