package org.espalier.function;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.espalier.Api;
import org.espalier.hocon.WrittenPlan;
import org.espalier.search.Refinement;
import org.espalier.spec.Redaction;
import org.espalier.study.EntryPoint;
import org.espalier.tune.StudyListener;
import org.jspecify.annotations.Nullable;

/**
 * Tuner of a function: searches a space for the configuration with the best value; each call of the
 * function is one Spark task.
 *
 * <pre>{@code
 * FunctionStudy study =
 *     new FunctionTuner()
 *         .setSpace(new FunctionSpace().addFloat("x", -5, 5))
 *         .setMetric("loss")
 *         .setTrials(100)
 *         .tune(spark, trial -> Map.of("loss", Math.pow(trial.number("x") - 1, 2)));
 * study.best().configuration();
 * }</pre>
 *
 * <p>All problems are reported at once, before anything starts.
 */
@Api
public final class FunctionTuner extends FunctionParams {

  private FunctionSettings settings = FunctionSettings.USUAL;
  private List<StudyListener> listeners = List.of();

  /** Search space: parameters and their possible values. */
  public FunctionTuner setSpace(FunctionSpace space) {
    return with("space", space);
  }

  /** Configurations of the space that are tried first: values by parameter. */
  public FunctionTuner setStartPoints(List<Map<String, Object>> points) {
    return with("startPoints", points);
  }

  /** Refinements that follow, each around the best configuration so far. */
  public FunctionTuner setThen(Refinement... refinements) {
    return with("then", List.of(refinements));
  }

  /**
   * Parameters by which one-standard-error takes the simplest, the most important first: {@code
   * "layers"} where less is simpler, {@code "-dropout"} where more is.
   */
  public FunctionTuner setSimplicity(String... parameters) {
    return with("simplicity", List.of(parameters));
  }

  /** Listeners to the events of the study, each called on a thread of its own; not recorded. */
  public FunctionTuner setListeners(StudyListener... value) {
    listeners = List.of(value);
    return this;
  }

  /**
   * The plan as a study file: the space, and the settings that do not have their defaults. It can
   * be compared and kept under version control. The function, its data and listeners have no text.
   *
   * @throws IllegalArgumentException with all problems, one per line
   */
  public String plan() {
    require();
    return settings.plan(settings.checked()).write();
  }

  /**
   * Takes the settings of a plan that {@link #plan()} wrote, in place of those so far.
   *
   * @throws IllegalArgumentException with all problems, one per line
   */
  public FunctionTuner setPlan(String text) {
    settings = FunctionSettings.of(WrittenPlan.read("plan", text, EntryPoint.FUNCTION));
    return this;
  }

  /** Value of a setting, by its name here; null if it has none and no default. */
  public @Nullable Object get(String name) {
    return settings.values().get(name);
  }

  FunctionSettings settings() {
    return settings;
  }

  @Override
  FunctionTuner with(String name, Object value) {
    settings = settings.with(name, value);
    return this;
  }

  /** Problems, one per line, {@code name: problem; correction}; empty if there are none. */
  public List<String> problems() {
    return new FunctionProblems(settings).all();
  }

  /**
   * Runs a study of a function of Java or Scala.
   *
   * @throws IllegalArgumentException with all problems, one per line
   * @throws IllegalStateException if no trial was completed, or the thread was interrupted
   */
  public FunctionStudy tune(SparkSession spark, TrialFunction function) {
    return run(spark, io -> io.run(new FunctionTask(function)));
  }

  /**
   * Runs a study whose cells other threads take from a queue and run, as PySpark's do.
   *
   * @param queue new queue; closed at the end
   */
  public FunctionStudy tune(SparkSession spark, CellQueue queue) {
    try (queue) {
      return run(spark, queue);
    }
  }

  private FunctionStudy run(SparkSession spark, FunctionCells.Calls calls) {
    require();
    Redaction.alsoBy(spark.conf().get(Redaction.SPARK_REGEX, ""));
    return FunctionSearch.run(FunctionPlan.of(settings), spark, calls, listeners);
  }

  private void require() {
    List<String> problems = problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          problems.stream()
              .map(line -> FunctionSettings.WHERE + ": " + line)
              .collect(Collectors.joining("\n")));
    }
  }
}
