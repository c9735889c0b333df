package org.espalier.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Names of an enum's constants in settings: in small letters, with dashes between words. */
public final class EnumNames {

  private EnumNames() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Names of all constants, in their order. */
  public static <E extends Enum<E>> List<String> all(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(EnumNames::of).toList();
  }

  /**
   * Constant of a name.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static <E extends Enum<E>> E constant(Class<E> type, String name) {
    return Enum.valueOf(type, name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
