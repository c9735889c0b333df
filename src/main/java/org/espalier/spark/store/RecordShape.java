package org.espalier.spark.store;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.study.Inline;

/** Components and constructor of a record type; looked up once. */
record RecordShape(List<RecordComponent> components, Constructor<?> constructor) {

  private static final ClassValue<RecordShape> KNOWN =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return lookUp(type);
        }
      };

  static RecordShape of(Class<?> type) {
    return KNOWN.get(type);
  }

  /** The components, with those of an {@link Inline} one in its place. */
  Stream<RecordComponent> leaves() {
    return components.stream()
        .flatMap(
            component ->
                component.isAnnotationPresent(Inline.class)
                    ? of(component.getType()).leaves()
                    : Stream.of(component));
  }

  private static RecordShape lookUp(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return new RecordShape(List.of(components), type.getDeclaredConstructor(types));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("%s is no record.".formatted(type), e);
    }
  }
}
