package org.espalier.spark.data;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.UsualPlans;
import org.espalier.spec.learners.FeaturesPlan;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.ColumnRoles;
import org.espalier.spec.rows.DataPlan;
import org.espalier.spec.rows.DataPlan.Duplicates;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.spec.rows.HeldOutPlan;
import org.espalier.spec.rows.TablePlan;
import org.espalier.spec.rows.TablePlan.Format;

/** A plan of which tests change what they are about. */
public record Plans(DataPlan data, FoldsPlan folds, Optional<Metric> metric, long seed) {

  static final Set<ProblemType> ALL = EnumSet.allOf(ProblemType.class);

  public static Plans of(Object source, String label) {
    return new Plans(
        new DataPlan(
            new TablePlan(
                source instanceof Path path ? path.toUri().toString() : source.toString(),
                Format.AUTO,
                Map.of()),
            Map.of(),
            new DataPlan.Target(Optional.of(label), Optional.empty()),
            List.of(),
            new DataPlan.RowKey(List.of(), Duplicates.TOGETHER),
            new DataPlan.MissingValues(false, List.of()),
            UsualPlans.noRoles(),
            HeldOutPlan.of(0)),
        new FoldsPlan(FoldsPlan.Rule.HASH, 5, true),
        Optional.empty(),
        42);
  }

  /** The data's changeable parts, so that a change names only its own. */
  private static final class Change {
    private TablePlan table;
    private Map<String, TablePlan> tables;
    private Optional<String> label;
    private Optional<String> positive;
    private List<String> ignore;
    private List<String> key;
    private Duplicates duplicates;
    private boolean nanIsMissing;
    private List<String> missing;
    private ColumnRoles roles;
    private HeldOutPlan test;

    Change(DataPlan data) {
      table = data.table();
      tables = data.tables();
      label = data.target().label();
      positive = data.target().positive();
      ignore = data.ignore();
      key = data.rowKey().key();
      duplicates = data.rowKey().duplicates();
      nanIsMissing = data.missing().nanIsMissing();
      missing = data.missing().markers();
      roles = data.roles();
      test = data.test();
    }
  }

  private Plans with(java.util.function.Consumer<Change> changes) {
    Change change = new Change(data);
    changes.accept(change);
    return new Plans(
        new DataPlan(
            change.table,
            change.tables,
            new DataPlan.Target(change.label, change.positive),
            change.ignore,
            new DataPlan.RowKey(change.key, change.duplicates),
            new DataPlan.MissingValues(change.nanIsMissing, change.missing),
            change.roles,
            change.test),
        folds,
        metric,
        seed);
  }

  Plans format(Format changed) {
    return with(
        change -> change.table = new TablePlan(data.source(), changed, data.table().options()));
  }

  Plans options(Map<String, String> changed) {
    return with(
        change -> change.table = new TablePlan(data.source(), data.table().format(), changed));
  }

  public Plans positive(String changed) {
    return with(change -> change.positive = Optional.of(changed));
  }

  public Plans ignore(String... changed) {
    return with(change -> change.ignore = List.of(changed));
  }

  Plans key(String... changed) {
    return with(change -> change.key = List.of(changed));
  }

  Plans apart() {
    return with(change -> change.duplicates = Duplicates.APART);
  }

  Plans missingNan() {
    return with(change -> change.nanIsMissing = true);
  }

  public Plans missing(String... changed) {
    return with(change -> change.missing = List.of(changed));
  }

  public Plans weight(String column) {
    return with(
        change ->
            change.roles =
                UsualPlans.roles(Optional.of(column), change.roles.group(), change.roles.time()));
  }

  public Plans group(String column) {
    return with(
        change ->
            change.roles =
                UsualPlans.roles(change.roles.weight(), Optional.of(column), change.roles.time()));
  }

  public Plans time(String column) {
    return with(
        change ->
            change.roles =
                UsualPlans.roles(change.roles.weight(), change.roles.group(), Optional.of(column)));
  }

  public Plans roles(ColumnRoles changed) {
    return with(change -> change.roles = changed);
  }

  public Plans unlabelled() {
    return with(change -> change.label = Optional.empty());
  }

  public Plans test(double changed) {
    return test(HeldOutPlan.of(changed));
  }

  Plans test(HeldOutPlan changed) {
    return with(change -> change.test = changed);
  }

  public Plans folds(FoldsPlan changed) {
    return new Plans(data, changed, metric, seed);
  }

  Plans folds(FoldsPlan.Rule rule, int number, boolean stratified) {
    return folds(new FoldsPlan(rule, number, stratified));
  }

  public Plans folds(int number) {
    return folds(FoldsPlan.Rule.HASH, number, true);
  }

  public Plans metric(Metric changed) {
    return new Plans(data, folds, Optional.of(changed), seed);
  }

  public Plans seed(long changed) {
    return new Plans(data, folds, metric, changed);
  }

  public StudyPlan plan() {
    return plan(new LearnerPlan("boosted", "gradient-boosted-trees", Map.of()));
  }

  public StudyPlan plan(LearnerPlan... learners) {
    return plan(new FeaturesPlan.Chosen(), learners);
  }

  public StudyPlan plan(FeaturesPlan features, LearnerPlan... learners) {
    return new StudyPlan(
        "test",
        data,
        features,
        List.of(learners),
        new StudyPlan.Scoring(metric, List.of()),
        folds,
        new TuningPlan(
            seed,
            folds.foldsOfAllRepeats(),
            new SearchPlan("random", 10),
            new SchedulePlan("full", SchedulePlan.Resource.ROWS, OptionalLong.empty(), 3),
            UsualPlans.budget(),
            UsualPlans.winner(),
            UsualPlans.run(0, 0),
            new Origins(
                "study.conf", Map.of("data", "study.conf: 3", "data.label", "study.conf: 5"))),
        new OutputPlan("out", false));
  }

  StudyData prepare(SparkSession spark) {
    return StudyData.prepare(spark, plan(), ALL);
  }

  /** With sizes of a test's own. */
  StudyData prepare(SparkSession spark, long exactRows, long partitionRows) {
    return new Preparation(
            spark, plan(), ALL, new Preparation.PreparationLimits(exactRows, partitionRows))
        .run();
  }
}
