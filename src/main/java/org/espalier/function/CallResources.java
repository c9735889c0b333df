package org.espalier.function;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.espalier.spark.cell.Parallelism;

/**
 * Resources of one call of the function, other than the application's.
 *
 * @param cores number of cores; 0 for {@code spark.task.cpus}
 * @param gpus number of GPUs, or a share of one; 0 for the application's
 */
record CallResources(int cores, double gpus) {

  private static final String CORES = "spark.task.cpus";
  private static final String GPUS = "spark.task.resource.gpu.amount";

  /**
   * Profile of the stages of a study, which the cluster can schedule; empty for the application's
   * own.
   *
   * @throws IllegalArgumentException if the cluster has no stage-level scheduling, or no executor
   *     has enough
   */
  Optional<ResourceProfile> profile(SparkContext context) {
    SparkConf conf = context.getConf();
    int usual = conf.getInt(CORES, 1);
    if ((cores == 0 || cores == usual) && (gpus == 0 || gpus == conf.getDouble(GPUS, 0))) {
      return Optional.empty();
    }
    TaskResourceRequests requests = new TaskResourceRequests().cpus(cores == 0 ? usual : cores);
    if (gpus > 0) {
      requests.resource("gpu", gpus);
    }
    ResourceProfile profile = new ResourceProfileBuilder().require(requests).build();
    int slots;
    try {
      context.resourceProfileManager().addResourceProfile(profile);
      slots = context.maxNumConcurrentTasks(profile); // throws if no executor can have them
    } catch (Exception e) { // a SparkException, which is checked and not declared
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new IllegalArgumentException(
          problem(
              "cannot differ from the application's here: " + why.replaceAll("\\.$", ""),
              "leave %s as the application has it".formatted(gpus > 0 ? GPUS : CORES)),
          e);
    }
    if (slots == 0 && hasFixedExecutors(context)) { // tasks would wait for ever
      throw new IllegalArgumentException(
          problem("no executor has as much for one call", "request at most what an executor has"));
    }
    return Optional.of(profile);
  }

  /** True if there are executors, and their number is fixed. */
  private static boolean hasFixedExecutors(SparkContext context) {
    ResourceProfile usual = context.resourceProfileManager().defaultResourceProfile();
    return context.maxNumConcurrentTasks(usual) > 0 && !Parallelism.isDynamic(context);
  }

  private String problem(String wrong, String right) {
    return "FunctionTuner: %s: %s; %s".formatted(gpus > 0 ? "gpus" : "cores", wrong, right);
  }
}
