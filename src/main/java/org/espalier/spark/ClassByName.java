package org.espalier.spark;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Class of the user, of an expected type, loaded by name and created by its constructor without
 * arguments.
 */
public final class ClassByName {

  private static final Pattern NAME =
      Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)+");

  private ClassByName() {}

  /** True if a text is the name of a class in a package, and so none of Espalier's names. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Problem with a class; empty if it can be instantiated. */
  public static Optional<String> objection(String name, Class<?> expected) {
    try {
      Class<?> type = load(name);
      if (!expected.isAssignableFrom(type)) {
        return Optional.of(
            "class '%s' is no %s of Spark ML".formatted(name, expected.getSimpleName()));
      }
      if (Modifier.isAbstract(type.getModifiers())) {
        return Optional.of("class '%s' is abstract".formatted(name));
      }
      type.getConstructor().newInstance();
      return Optional.empty();
    } catch (ClassNotFoundException e) {
      return Optional.of("there is no class '%s' on the class path".formatted(name));
    } catch (NoSuchMethodException e) {
      return Optional.of("class '%s' has no public constructor without arguments".formatted(name));
    } catch (InvocationTargetException e) {
      return Optional.of("class '%s' cannot be made: %s".formatted(name, e.getCause()));
    } catch (ReflectiveOperationException | LinkageError e) {
      return Optional.of("class '%s' cannot be made: %s".formatted(name, e));
    }
  }

  /**
   * Creates an object of a class.
   *
   * @throws IllegalStateException if there is an objection to the class
   */
  public static <T> T create(String name, Class<T> expected) {
    try {
      return expected.cast(load(name).getConstructor().newInstance());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException("%s could be made before.".formatted(name), e);
    }
  }

  /**
   * Loads with the thread's class loader, which knows jars given by {@code --jars}, or else with
   * Espalier's own, which knows its classes in any thread. No code of the class runs before it is
   * known to be of the expected type.
   */
  private static Class<?> load(String name) throws ClassNotFoundException {
    ClassLoader own = ClassByName.class.getClassLoader();
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try {
      return Class.forName(name, false, loader == null ? own : loader);
    } catch (ClassNotFoundException e) {
      return Class.forName(name, false, own);
    }
  }
}
