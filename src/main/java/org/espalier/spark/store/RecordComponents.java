package org.espalier.spark.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.NameTransformer;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.espalier.journal.StudyEvent.Request;
import org.espalier.journal.StudyEvent.Setup;
import org.espalier.study.CellTraining;
import org.espalier.study.EntryPoint;
import org.espalier.study.Inline;
import org.jspecify.annotations.Nullable;

/**
 * Rules by which Jackson writes and reads record components that are not plain fields: {@link
 * Inline} components, and components that are omitted if they are absent.
 */
final class RecordComponents extends JacksonAnnotationIntrospector {

  /** Name of the entry point of a study in journals of every version. */
  private static final PropertyName ENTRY_POINT = PropertyName.construct("door");

  /**
   * Returns a transformer for an {@link Inline} component, whose fields are written without an
   * object around them.
   */
  @Override
  public @Nullable NameTransformer findUnwrappingNameTransformer(AnnotatedMember member) {
    return member instanceof AnnotatedMethod && member.hasAnnotation(Inline.class)
        ? NameTransformer.NOP
        : null;
  }

  @Override
  public @Nullable PropertyName findNameForSerialization(Annotated component) {
    return isEntryPoint(component) ? ENTRY_POINT : super.findNameForSerialization(component);
  }

  @Override
  public @Nullable PropertyName findNameForDeserialization(Annotated component) {
    return isEntryPoint(component) ? ENTRY_POINT : super.findNameForDeserialization(component);
  }

  private static boolean isEntryPoint(Annotated component) {
    return component instanceof AnnotatedMember member
        && member.getDeclaringClass() == Request.class
        && component.getRawType() == EntryPoint.class;
  }

  /** Omits absent values of components that were added to format 1 later. */
  @Override
  public JsonInclude.Value findPropertyInclusion(Annotated component) {
    if (component instanceof AnnotatedMethod method) {
      if (method.getDeclaringClass() == CellTraining.class
          && method.getRawType() == OptionalInt.class) {
        return JsonInclude.Value.construct(
            JsonInclude.Include.CUSTOM, JsonInclude.Include.ALWAYS, NoNumber.class, null);
      }
      if (method.getDeclaringClass() == Setup.class && method.getRawType() == List.class) {
        return JsonInclude.Value.empty().withValueInclusion(JsonInclude.Include.NON_EMPTY);
      }
    }
    return super.findPropertyInclusion(component);
  }

  /** Filter that matches an absent number. */
  private static final class NoNumber {
    @Override
    public boolean equals(@Nullable Object value) {
      return OptionalInt.empty().equals(value);
    }

    @Override
    public int hashCode() {
      return OptionalInt.empty().hashCode();
    }
  }

  /** Modifier by which each {@link Inline} component is read from the object around it. */
  static final class Readers extends BeanDeserializerModifier {
    @Override
    public JsonDeserializer<?> modifyDeserializer(
        DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> deserializer) {
      List<String> inline =
          bean.getBeanClass().isRecord()
              ? Arrays.stream(bean.getBeanClass().getRecordComponents())
                  .filter(component -> component.isAnnotationPresent(Inline.class))
                  .map(RecordComponent::getName)
                  .toList()
              : List.of();
      return inline.isEmpty() ? deserializer : new InlineReader(deserializer, inline);
    }
  }

  private static final class InlineReader extends DelegatingDeserializer {

    private final List<String> inline;

    InlineReader(JsonDeserializer<?> deserializer, List<String> inline) {
      super(deserializer);
      this.inline = inline;
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> deserializer) {
      return new InlineReader(deserializer, inline);
    }

    @Override
    public Object deserialize(JsonParser in, DeserializationContext all) throws IOException {
      if (!(all.readTree(in) instanceof ObjectNode outer)) {
        throw JsonMappingException.from(in, "must be an object");
      }
      ObjectNode grouped = all.getNodeFactory().objectNode();
      grouped.setAll(outer);
      inline.forEach(name -> grouped.set(name, outer));
      JsonParser fields = grouped.traverse(in.getCodec());
      fields.nextToken();
      return super.deserialize(fields, all);
    }
  }
}
