package org.espalier.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import org.espalier.search.StrategySpec;
import org.jspecify.annotations.Nullable;

/** Registry of strategies of a kind by name: Espalier's own, then those of other jars. */
final class StrategyRegistry<S extends StrategySpec> {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  private final Class<S> service;
  private final List<S> own;
  private @Nullable Map<String, S> known; // at the first use: a provider may be unusable

  /**
   * @param own specs, in the order in which they are listed
   */
  StrategyRegistry(Class<S> service, List<S> own) {
    this.service = service;
    this.own = List.copyOf(own);
  }

  /**
   * Own strategies, and those of the providers that the class loader of the context finds, to which
   * Spark adds the jars of {@code --jars}.
   *
   * @throws InvalidStudyException with all providers that cannot be used
   */
  private synchronized Map<String, S> byName() {
    Map<String, S> all = known;
    if (all == null) {
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      all = read(context == null ? StrategyRegistry.class.getClassLoader() : context);
      known = all;
    }
    return all;
  }

  private Map<String, S> read(ClassLoader loader) {
    Map<String, S> byName = new LinkedHashMap<>();
    own.forEach(spec -> byName.put(spec.name(), spec));
    List<Problem> problems = new ArrayList<>();
    try {
      ServiceLoader.load(service, loader).stream()
          .map(ServiceLoader.Provider::get)
          .forEach(
              spec ->
                  objection(spec, byName)
                      .ifPresentOrElse(
                          wrong -> problems.add(problem(service, wrong)),
                          () -> byName.put(spec.name(), spec)));
    } catch (ServiceConfigurationError e) { // its message names the provider
      problems.add(new Problem(String.valueOf(e.getMessage()), "", reason(e), ""));
    }
    InvalidStudyException.throwIfAny(problems);
    return byName;
  }

  private static String reason(ServiceConfigurationError e) {
    return e.getCause() == null ? "cannot be used" : String.valueOf(e.getCause());
  }

  private static <S extends StrategySpec> Optional<String> objection(
      S spec, Map<String, S> byName) {
    String provider = spec.getClass().getName();
    String name;
    try {
      name = Objects.requireNonNull(spec.name(), "its name is null");
      Objects.requireNonNull(spec.texts(), "its texts are null");
    } catch (RuntimeException | LinkageError e) { // the provider's own code
      return Optional.of("%s cannot be used: %s".formatted(provider, e));
    }
    if (!NAME.matcher(name).matches()) {
      return Optional.of(
          "%s is named '%s'; use lower-case letters, digits and hyphens, a letter first"
              .formatted(provider, name));
    }
    S other = byName.get(name);
    return other == null
        ? Optional.empty()
        : Optional.of(
            "%s is named '%s', as is %s".formatted(provider, name, other.getClass().getName()));
  }

  private static Problem problem(Class<?> service, String wrong) {
    return new Problem("META-INF/services/" + service.getName(), "", wrong, "");
  }

  /** Specs in the order in which they are listed. */
  List<S> all() {
    return List.copyOf(byName().values());
  }

  /** Names in the order in which they are listed. */
  List<String> names() {
    return List.copyOf(byName().keySet());
  }

  Optional<S> find(String name) {
    return Optional.ofNullable(byName().get(name));
  }

  /**
   * Spec of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  S get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no strategy '%s', only %s.".formatted(name, names())));
  }
}
