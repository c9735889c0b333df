package org.espalier.function;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.espalier.Api;
import org.espalier.tune.StudyListener;

/**
 * Tuner of a function: searches a space for the configuration of which the function returns the
 * best value, a cell in one task on an executor.
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
 * <p>What is wrong is told all at once before anything starts.
 */
@Api
public final class FunctionTuner {

  private FunctionSettings settings = FunctionSettings.USUAL;
  private List<StudyListener> listeners = List.of();

  /** What may be tried. */
  public FunctionTuner setSpace(FunctionSpace space) {
    return with("space", space);
  }

  /** Name of the returned number that decides; by default {@code loss}. */
  public FunctionTuner setMetric(String metric) {
    return with("metric", metric);
  }

  /** Whether the metric is to be {@code minimize}d (the default) or {@code maximize}d. */
  public FunctionTuner setDirection(String direction) {
    return with("direction", direction);
  }

  /** Configurations at most; by default 50, or all of a grid. */
  public FunctionTuner setTrials(int trials) {
    return with("trials", trials);
  }

  /** Configurations of the space that are tried first: values by parameter. */
  public FunctionTuner setStartPoints(List<Map<String, Object>> points) {
    return with("startPoints", points);
  }

  /** Folder of an earlier study, whose best configurations are tried first. */
  public FunctionTuner setPrior(String folder) {
    return with("prior", folder);
  }

  /** Refinements that follow, each around the best configuration so far. */
  public FunctionTuner setThen(FunctionRefinement... refinements) {
    return with("then", List.of(refinements));
  }

  /** How configurations are found: the name of a sampler, such as tpe; by default auto. */
  public FunctionTuner setSampler(String sampler) {
    return with("sampler", sampler);
  }

  /** How much each gets: the name of a scheduler, such as halving; by default full. */
  public FunctionTuner setScheduler(String scheduler) {
    return with("scheduler", scheduler);
  }

  /** Steps of the lowest rung; by default a ninth of those in full, but at least one. */
  public FunctionTuner setMinResource(int steps) {
    return with("minResource", steps);
  }

  /** Steps of a trial in full; by default 1. */
  public FunctionTuner setMaxResource(int steps) {
    return with("maxResource", steps);
  }

  /** One in eta goes on, with eta times as many steps; by default 3. */
  public FunctionTuner setEta(int eta) {
    return with("eta", eta);
  }

  /** Folds, each a call of the function; their mean is the score. By default 1. */
  public FunctionTuner setFolds(int folds) {
    return with("folds", folds);
  }

  /** Seed of everything drawn; by default 0. */
  public FunctionTuner setSeed(long seed) {
    return with("seed", seed);
  }

  /** Cells at a time; by default as many as the cluster has slots. */
  public FunctionTuner setParallelism(int cells) {
    return with("parallelism", cells);
  }

  /**
   * Proposals under way at a time for strategies that learn from outcomes, by default 16: fewer
   * know more of the others, more fill more slots. Tables depend on it, and not on the parallelism.
   */
  public FunctionTuner setWindow(int proposals) {
    return with("window", proposals);
  }

  /** Seconds for the whole study; by default no limit. */
  public FunctionTuner setTimeout(double seconds) {
    return with("timeout", seconds);
  }

  /** Seconds for one call of the function, which then has failed; by default no limit. */
  public FunctionTuner setCellTimeout(double seconds) {
    return with("cellTimeout", seconds);
  }

  /** Seconds on executors of all calls of the function together; by default no limit. */
  public FunctionTuner setMaxTaskTime(double seconds) {
    return with("maxTaskTime", seconds);
  }

  /** Steps of all calls together, counted from 0 to the rung's resource; by default no limit. */
  public FunctionTuner setMaxSteps(int steps) {
    return with("maxSteps", steps);
  }

  /** Configurations in a row without a better one in full that end the search. */
  public FunctionTuner setPatience(int trials) {
    return with("patience", trials);
  }

  /** A score in full that is good enough and ends the search. */
  public FunctionTuner setTargetScore(double score) {
    return with("targetScore", score);
  }

  /** Remaining regret, in the metric's unit, that ends the search; 0: the best one's error. */
  public FunctionTuner setMaxRegret(double gain) {
    return with("maxRegret", gain);
  }

  /** Rule that chooses the winner: best (the default) or one-standard-error. */
  public FunctionTuner setWinnerRule(String rule) {
    return with("winnerRule", rule);
  }

  /**
   * Parameters by which one-standard-error takes the simplest, the most important first: {@code
   * "layers"} where less is simpler, {@code "-dropout"} where more is.
   */
  public FunctionTuner setSimplicity(String... parameters) {
    return with("simplicity", List.of(parameters));
  }

  /** Further folds, in multiples of the folds, on which the best three are evaluated again. */
  public FunctionTuner setWinnerRepeats(int times) {
    return with("winnerRepeats", times);
  }

  /** Required improvement over the first start point, in the metric's unit. */
  public FunctionTuner setMinImprovement(double gain) {
    return with("minImprovement", gain);
  }

  /** Required metric of the winner: at least, or at most where smaller is better. */
  public FunctionTuner setRequiredScore(double score) {
    return with("requiredScore", score);
  }

  /** Failed configurations in a row that end the study; by default 10. */
  public FunctionTuner setMaxFailures(int trials) {
    return with("maxFailures", trials);
  }

  /** Folder of the record, on any Hadoop file system: a study that was ended goes on from it. */
  public FunctionTuner setJournal(String folder) {
    return with("journal", folder);
  }

  /** Folder of tables and page, on any Hadoop file system. */
  public FunctionTuner setOutput(String folder) {
    return with("output", folder);
  }

  /** Megabytes of files that a cell may leave; by default 2048. */
  public FunctionTuner setStateLimitInMB(int megabytes) {
    return with("stateLimitInMB", megabytes);
  }

  /**
   * Cores of one call, in a resource profile of the study; by default {@code spark.task.cpus} of
   * the application. Needs a cluster with stage-level scheduling.
   */
  public FunctionTuner setCores(int cores) {
    return with("cores", cores);
  }

  /** GPUs of one call, or a share of one, in such a profile; by default those of a task. */
  public FunctionTuner setGpus(double gpus) {
    return with("gpus", gpus);
  }

  /** Listeners to the events of the study, each called on a thread of its own; not recorded. */
  public FunctionTuner setListeners(StudyListener... value) {
    listeners = List.of(value);
    return this;
  }

  /** Identity of the data that the function reads; a study does not go on with other data. */
  public FunctionTuner setDataDigest(String digest) {
    return with("data", digest);
  }

  /** Identity of the function's code; a study that goes on with another one says so. */
  public FunctionTuner setFunctionDigest(String digest) {
    return with("function", digest);
  }

  /**
   * The plan as JSON text: the space, and the settings that do not have their defaults. It can be
   * compared and kept under version control. The function, its data and listeners have no text.
   *
   * @throws IllegalArgumentException with all that is wrong, a line each
   */
  public String planText() {
    require();
    return FunctionPlanText.write(settings);
  }

  /**
   * Tuner of a text that {@link #planText} wrote; it makes the same study.
   *
   * @throws IllegalArgumentException if it is no such text
   */
  public static FunctionTuner ofPlanText(String text) {
    FunctionTuner tuner = new FunctionTuner();
    tuner.settings = FunctionPlanText.read(text);
    return tuner;
  }

  FunctionSettings settings() {
    return settings;
  }

  private FunctionTuner with(String name, Object value) {
    settings = settings.with(name, value);
    return this;
  }

  /** What is wrong, a line each, {@code name: what; what would be right}; empty if nothing is. */
  public List<String> problems() {
    return settings.problems();
  }

  /**
   * Runs a study of a function of Java or Scala.
   *
   * @throws IllegalArgumentException with all that is wrong, a line each
   * @throws IllegalStateException if no trial was completed, or the thread was interrupted
   */
  public FunctionStudy tune(SparkSession spark, TrialFunction function) {
    return run(spark, new TaskCalls(function));
  }

  /**
   * Runs a study whose cells others take from a queue and run, as PySpark's threads do.
   *
   * @param queue fresh; closed at the end
   */
  public FunctionStudy tune(SparkSession spark, CellQueue queue) {
    try (queue) {
      return run(spark, queue);
    }
  }

  private FunctionStudy run(SparkSession spark, CellCalls calls) {
    require();
    return FunctionSearch.run(FunctionPlan.of(settings), spark, calls, listeners);
  }

  private void require() {
    List<String> problems = problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          problems.stream()
              .map(line -> SettingsPlan.WHERE + ": " + line)
              .collect(Collectors.joining("\n")));
    }
  }
}
