package org.espalier.ml.param;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.Identifiable;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.search.Refinement;
import org.espalier.space.SearchSpace;
import org.espalier.spark.ParamValues;
import org.espalier.spec.learners.Learners;

/**
 * Names of stages that are the same in every process: the type by which {@code describe} lists a
 * learner's class, and else the simple name of the class with dashes; a second stage of a name ends
 * with {@code -2}.
 *
 * @param names names by uid, in the order of the stages
 */
public record StableStageNames(Map<String, String> names) {

  /** Order in which no uid is mistaken for the beginning of a longer one. */
  private static final Comparator<String> LONGEST_FIRST =
      Comparator.comparing(String::length).reversed();

  /** Suffix of a uid that Spark has drawn. */
  private static final Pattern RANDOM = Pattern.compile("_[0-9a-f]{12}$");

  private static final Pattern RANDOM_IN_TEXT = Pattern.compile("_[0-9a-f]{12}(?=\\.)");

  private static final Pattern WORDS =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  public StableStageNames {
    names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
  }

  /** Names of stages in their order, inner ones after outer ones. */
  public static StableStageNames of(Collection<? extends Params> stages) {
    Map<String, String> names = new LinkedHashMap<>();
    for (Params stage : stages) {
      names.computeIfAbsent(String.valueOf(stage.uid()), uid -> free(type(stage), names.values()));
    }
    return new StableStageNames(names);
  }

  /** Names of the stages of estimators. */
  public static StableStageNames ofAll(List<Estimator<?>> estimators) {
    return of(
        estimators.stream().flatMap(estimator -> stages(estimator).values().stream()).toList());
  }

  /** Names of the stages of an estimator; other uids come last. */
  static StableStageNames of(Set<String> uids, Params estimator) {
    Map<String, String> names = new LinkedHashMap<>(of(stages(estimator).values()).names());
    for (String uid : new TreeSet<>(uids)) {
      names.computeIfAbsent(
          uid, stranger -> free(RANDOM.matcher(uid).replaceFirst(""), names.values()));
    }
    return new StableStageNames(names);
  }

  private static String free(String name, Collection<String> taken) {
    String free = name;
    for (int i = 2; taken.contains(free); i++) {
      free = name + "-" + i;
    }
    return free;
  }

  /** Estimators by the distinct names of their last stages; the name of a single one is empty. */
  Map<String, Estimator<?>> learners(List<Estimator<?>> estimators) {
    Map<String, Estimator<?>> named = new LinkedHashMap<>();
    for (Estimator<?> estimator : estimators) {
      String name = of(String.valueOf(last(estimator).uid()));
      named.put(estimators.size() == 1 ? "" : free(name, named.keySet()), estimator);
    }
    return named;
  }

  /** Last stage that learns, or the last stage of a pipeline without one. */
  static PipelineStage last(PipelineStage estimator) {
    if (estimator instanceof Pipeline pipeline && pipeline.isDefined(pipeline.stages())) {
      PipelineStage[] all = pipeline.getStages();
      for (int i = all.length - 1; i >= 0; i--) {
        if (all[i] instanceof Estimator<?> || i == 0) {
          return last(all[i]);
        }
      }
    }
    return estimator;
  }

  private static String type(Params stage) {
    String simple = stage.getClass().getSimpleName();
    return Learners.known()
        .ofClass(stage.getClass().getName())
        .map(LearnerDescriptor::type)
        .orElseGet(
            () ->
                simple.isEmpty()
                    ? RANDOM.matcher(stage.uid()).replaceFirst("")
                    : WORDS.matcher(simple).replaceAll("-").toLowerCase(Locale.ROOT));
  }

  /** An estimator and all that its params hold, by uid, outer ones before inner ones. */
  public static Map<String, Params> stages(Params estimator) {
    Map<String, Params> stages = new LinkedHashMap<>();
    ParamValues.stages(estimator)
        .forEach(stage -> stages.putIfAbsent(String.valueOf(stage.uid()), stage));
    return stages;
  }

  /** Beginning of a message about a stage: its uid if the user chose it, else its class. */
  public static String where(Identifiable stage) {
    return RANDOM.matcher(stage.uid()).find() ? stage.getClass().getSimpleName() : stage.uid();
  }

  /** Param in a message without the stage at hand: by its uid, without Spark's suffix. */
  public static String where(String uid, String param) {
    return RANDOM.matcher(uid).replaceFirst("") + "." + param;
  }

  /** Text with names of params by uids without Spark's suffix. */
  static String plain(String text) {
    return RANDOM_IN_TEXT.matcher(text).replaceAll("");
  }

  /** For example {@code logistic-regression.regParam}. */
  String of(String uid, String param) {
    return of(uid) + "." + param;
  }

  /** Name of a param that has the stage's uid, or this name already, before its last dot. */
  public String canonical(String name) {
    int dot = Math.max(0, name.lastIndexOf('.'));
    return of(name.substring(0, dot)) + name.substring(dot);
  }

  public SearchSpace canonical(SearchSpace space) {
    return new SearchSpace(
        space.dimensions().stream().map(one -> one.renamed(this::canonical)).toList());
  }

  /** Values by param. */
  public <V> Map<String, V> canonical(Map<String, V> values) {
    Map<String, V> named = new TreeMap<>();
    values.forEach((name, value) -> named.put(canonical(name), value));
    return named;
  }

  public Refinement canonical(Refinement refinement) {
    return new Refinement(
        refinement.sampler(), refinement.trials(), canonical(refinement.around()));
  }

  /** For example {@code logistic-regression}; an unknown uid as it is. */
  public String of(String uid) {
    return names.getOrDefault(uid, uid);
  }

  /** Text with names in place of uids, as in the names of columns that stages make. */
  String in(String text) {
    String named = text;
    for (String uid : names.keySet().stream().sorted(LONGEST_FIRST).toList()) {
      named = named.replace(uid, of(uid));
    }
    return named;
  }
}
