package org.espalier.spark.data;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.espalier.plan.BudgetPlan;
import org.espalier.plan.DataPlan;
import org.espalier.plan.DataPlan.Duplicates;
import org.espalier.plan.DataPlan.Format;
import org.espalier.plan.FoldsPlan;
import org.espalier.plan.LearnerPlan;
import org.espalier.plan.Metric;
import org.espalier.plan.Origins;
import org.espalier.plan.OutputPlan;
import org.espalier.plan.RunPlan;
import org.espalier.plan.SchedulePlan;
import org.espalier.plan.SearchPlan;
import org.espalier.plan.StudyPlan;
import org.espalier.plan.Task;

/** A plan of which tests change what they are about. */
public record Plans(
    String source,
    Format format,
    Map<String, String> options,
    String label,
    Optional<String> positive,
    List<String> ignore,
    List<String> key,
    Duplicates duplicates,
    boolean nanIsMissing,
    double testFraction,
    FoldsPlan folds,
    Optional<Metric> metric,
    long seed) {

  static final Set<Task> ALL = EnumSet.allOf(Task.class);

  public static Plans of(Object source, String label) {
    return new Plans(
        source instanceof Path path ? path.toUri().toString() : source.toString(),
        Format.AUTO,
        Map.of(),
        label,
        Optional.empty(),
        List.of(),
        List.of(),
        Duplicates.TOGETHER,
        false,
        0,
        new FoldsPlan(FoldsPlan.Rule.HASH, 5, true),
        Optional.empty(),
        42);
  }

  Plans format(Format changed) {
    return with(changed, options, positive, ignore, key, duplicates, nanIsMissing);
  }

  Plans options(Map<String, String> changed) {
    return with(format, changed, positive, ignore, key, duplicates, nanIsMissing);
  }

  public Plans positive(String changed) {
    return with(format, options, Optional.of(changed), ignore, key, duplicates, nanIsMissing);
  }

  public Plans ignore(String... changed) {
    return with(format, options, positive, List.of(changed), key, duplicates, nanIsMissing);
  }

  Plans key(String... changed) {
    return with(format, options, positive, ignore, List.of(changed), duplicates, nanIsMissing);
  }

  Plans apart() {
    return with(format, options, positive, ignore, key, Duplicates.APART, nanIsMissing);
  }

  Plans missingNan() {
    return with(format, options, positive, ignore, key, duplicates, true);
  }

  public Plans test(double changed) {
    return cut(changed, folds, metric, seed);
  }

  Plans folds(FoldsPlan.Rule rule, int number, boolean stratified) {
    return cut(testFraction, new FoldsPlan(rule, number, stratified), metric, seed);
  }

  public Plans folds(int number) {
    return folds(FoldsPlan.Rule.HASH, number, true);
  }

  public Plans metric(Metric changed) {
    return cut(testFraction, folds, Optional.of(changed), seed);
  }

  Plans seed(long changed) {
    return cut(testFraction, folds, metric, changed);
  }

  private Plans with(
      Format newFormat,
      Map<String, String> newOptions,
      Optional<String> newPositive,
      List<String> newIgnore,
      List<String> newKey,
      Duplicates newDuplicates,
      boolean newNanIsMissing) {
    return new Plans(
        source,
        newFormat,
        newOptions,
        label,
        newPositive,
        newIgnore,
        newKey,
        newDuplicates,
        newNanIsMissing,
        testFraction,
        folds,
        metric,
        seed);
  }

  private Plans cut(double newTest, FoldsPlan newFolds, Optional<Metric> newMetric, long newSeed) {
    return new Plans(
        source,
        format,
        options,
        label,
        positive,
        ignore,
        key,
        duplicates,
        nanIsMissing,
        newTest,
        newFolds,
        newMetric,
        newSeed);
  }

  public StudyPlan plan() {
    return new StudyPlan(
        "test",
        seed,
        new DataPlan(
            source,
            format,
            options,
            label,
            positive,
            ignore,
            key,
            duplicates,
            nanIsMissing,
            testFraction),
        List.of(new LearnerPlan("boosted", "gradient-boosted-trees", Map.of())),
        metric,
        folds,
        new SearchPlan("random", 10),
        new SchedulePlan("full", SchedulePlan.Resource.ROWS, OptionalLong.empty(), 3),
        new BudgetPlan(Optional.empty(), 3),
        new RunPlan(0, 0),
        new OutputPlan("out", false),
        new Origins("study.conf", Map.of("data", "study.conf: 3", "data.label", "study.conf: 5")));
  }

  StudyData prepare(SparkSession spark) {
    return StudyData.prepare(spark, plan(), ALL);
  }

  /** With sizes of a test's own. */
  StudyData prepare(SparkSession spark, long exactRows, long partitionRows) {
    return new Preparation(spark, plan(), ALL, new Preparation.Limits(exactRows, partitionRows))
        .run();
  }
}
