package org.espalier.spark;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Class of the user, of an expected type, loaded by name and created by its public constructor
 * without arguments, or with a uid.
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
    return made(name, expected, Optional.empty()).objection();
  }

  /**
   * Object of a class with a uid, which is that of a stage or an evaluator.
   *
   * @throws IllegalArgumentException if there is an objection to the class
   */
  public static <T> T create(String name, Class<T> expected, String uid) {
    Made made = made(name, expected, Optional.of(uid));
    made.objection()
        .ifPresent(
            wrong -> {
              throw new IllegalArgumentException(wrong);
            });
    return expected.cast(made.object().orElseThrow());
  }

  /** Object of a class, or the objection to the class. */
  private record Made(Optional<Object> object, Optional<String> objection) {
    static Made refused(String objection) {
      return new Made(Optional.empty(), Optional.of(objection));
    }
  }

  private static Made made(String name, Class<?> expected, Optional<String> uid) {
    try {
      Class<?> type = load(name);
      if (!expected.isAssignableFrom(type)) {
        return Made.refused(
            "class '%s' is not a Spark ML %s".formatted(name, expected.getSimpleName()));
      }
      if (Modifier.isAbstract(type.getModifiers())) {
        return Made.refused("class '%s' is abstract".formatted(name));
      }
      Object object =
          uid.isPresent()
              ? type.getConstructor(String.class).newInstance(uid.get())
              : type.getConstructor().newInstance();
      return new Made(Optional.of(object), Optional.empty());
    } catch (ClassNotFoundException e) {
      return Made.refused("there is no class '%s' on the class path".formatted(name));
    } catch (NoSuchMethodException e) {
      String with = uid.isPresent() ? "with a uid" : "without arguments";
      return Made.refused("class '%s' has no public constructor %s".formatted(name, with));
    } catch (InvocationTargetException e) {
      return Made.refused("class '%s' cannot be made: %s".formatted(name, e.getCause()));
    } catch (ReflectiveOperationException | LinkageError e) {
      return Made.refused("class '%s' cannot be made: %s".formatted(name, e));
    }
  }

  /**
   * Creates an object of a class.
   *
   * @throws IllegalStateException if there is an objection to the class
   */
  public static <T> T create(String name, Class<T> expected) {
    Made made = made(name, expected, Optional.empty());
    return expected.cast(
        made.object()
            .orElseThrow(
                () -> new IllegalStateException("%s could be made before.".formatted(name))));
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
