package org.espalier.spec.learners;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.WeakHashMap;
import java.util.stream.Stream;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.learner.LearnerDescriptor.Simpler;
import org.espalier.learner.LearnerDescriptor.Suggested;
import org.espalier.learner.LearnerProvider;
import org.espalier.learner.MllibLearners;
import org.espalier.metric.ProblemType;
import org.espalier.spec.Problem;

/**
 * Learners that have a type: MLlib's, and those of {@link LearnerProvider}s on the class path. Any
 * other estimator is known by its class only.
 */
public final class Learners {

  /** Learners by the class loader that found them: it may have jars that others have not. */
  private static final Map<ClassLoader, Learners> KNOWN = new WeakHashMap<>();

  private final Map<String, LearnerDescriptor> byType = new LinkedHashMap<>();
  private final Map<String, LearnerDescriptor> byClass = new LinkedHashMap<>();
  private final Map<String, LearnerDescriptor> twins = new LinkedHashMap<>();
  private final Map<LearnerDescriptor, String> brought = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private Learners(ClassLoader loader) {
    MllibLearners.ALL.forEach(this::add);
    Iterator<LearnerProvider> services =
        ServiceLoader.load(LearnerProvider.class, loader).iterator();
    boolean more = true;
    while (more) {
      try {
        more = services.hasNext();
        if (more) {
          bring(services.next());
        }
      } catch (ServiceConfigurationError e) { // the next call continues after it
        problems.add(new Problem(LearnerProvider.FILE, "", reason(e), ""));
      }
    }
  }

  /** Learners of the thread's class loader, which knows the jars of {@code --jars}. */
  public static Learners known() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? Learners.class.getClassLoader() : context;
    synchronized (KNOWN) {
      return KNOWN.computeIfAbsent(loader, Learners::new);
    }
  }

  private void bring(LearnerProvider provider) {
    String name = provider.getClass().getName();
    try {
      boolean ours = source(provider.getClass()).equals(source(Learners.class));
      provider.learners().forEach(learner -> bring(learner, name, ours));
    } catch (RuntimeException | LinkageError e) { // user code
      problems.add(new Problem(name, "", reason(e), ""));
    }
  }

  private static Optional<CodeSource> source(Class<?> type) {
    return Optional.ofNullable(type.getProtectionDomain().getCodeSource());
  }

  /**
   * @param ours true for a learner of Espalier's, which its tests check
   */
  private void bring(LearnerDescriptor learner, String provider, boolean ours) {
    String type = learner.type();
    Optional<LearnerDescriptor> known = ofType(type);
    if (known.isEmpty() && !type.equals(LearnerPlan.ONE_VS_REST)) {
      if (!ours) {
        brought.put(learner, provider);
      }
      add(learner);
      return;
    }
    String owner = known.map(brought::get).orElse("Espalier");
    problems.add(
        new Problem(
            provider,
            type,
            "%s has a learner of that type, too".formatted(owner),
            "give it another type"));
  }

  private void add(LearnerDescriptor learner) {
    byType.put(learner.type(), learner);
    learner.estimators().values().forEach(name -> byClass.putIfAbsent(name, learner));
    learner.fits().twins().forEach(name -> twins.putIfAbsent(name, learner));
  }

  private static String reason(Throwable e) {
    String text = e.getMessage();
    Throwable cause = e.getCause();
    String what = text == null ? e.toString() : text;
    return cause == null ? what : "%s: %s".formatted(what, cause);
  }

  /** Problems with providers that can be found without their estimators. */
  public List<Problem> problems() {
    return Collections.unmodifiableList(problems);
  }

  /** All learners, MLlib's first. */
  public List<LearnerDescriptor> all() {
    return List.copyOf(byType.values());
  }

  /** Types of the learners that are proposed for a task, MLlib's first. */
  public List<String> proposed(ProblemType task) {
    return all().stream()
        .filter(learner -> learner.proposedFor().contains(task))
        .map(LearnerDescriptor::type)
        .toList();
  }

  /** Learners of providers, each with the class name of its provider. */
  public Map<LearnerDescriptor, String> brought() {
    return Collections.unmodifiableMap(brought);
  }

  /** The learner of exactly this type. */
  public Optional<LearnerDescriptor> ofType(String type) {
    return Optional.ofNullable(byType.get(type));
  }

  /** The learner whose estimator is of exactly this class. */
  public Optional<LearnerDescriptor> ofClass(String estimator) {
    return Optional.ofNullable(byClass.get(estimator));
  }

  /** The learner whose estimator is of a class, or of the nearest class that this one extends. */
  public Optional<LearnerDescriptor> ofEstimator(Class<?> estimator) {
    return Stream.<Class<?>>iterate(estimator, Objects::nonNull, Class::getSuperclass)
        .flatMap(type -> ofClass(type.getName()).stream())
        .findFirst();
  }

  /** The learner that says which fits one of exactly this class contains; empty if unknown. */
  public Optional<LearnerDescriptor> ofFitted(Class<?> estimator) {
    String name = estimator.getName();
    return ofClass(name).or(() -> Optional.ofNullable(twins.get(name)));
  }

  /**
   * Descriptor of a type in a study: for {@code one-vs-rest} that of its classifier, for a class
   * that of its estimator.
   */
  private Optional<LearnerDescriptor> descriptorBehind(String type) {
    String single = LearnerPlan.single(type);
    return ofType(single).or(() -> ofClass(single));
  }

  /** Suggested space of a type, by param; empty if there is none. */
  public Map<String, Suggested> suggested(String type) {
    return ofType(LearnerPlan.single(type)).map(LearnerDescriptor::space).orElse(Map.of());
  }

  /** Names of params that count iterations; the first one that a learner has is used. */
  public List<String> iterations(String type) {
    return descriptorBehind(type)
        .map(one -> one.params().iterations())
        .orElse(LearnerDescriptor.ITERATIONS);
  }

  /** Params by which configurations of a type are compared, the most important first. */
  public List<Simpler> simplicity(String type) {
    return descriptorBehind(type)
        .map(one -> one.params().simplicity())
        .orElse(LearnerDescriptor.SIMPLICITY);
  }
}
