package org.espalier.job.workflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.analysis.ParameterGain;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.search.OneAtATime;
import org.espalier.search.RandomSampler;
import org.espalier.search.SobolSampler;
import org.espalier.search.gp.AutoSampler;
import org.espalier.space.Configuration;
import org.espalier.spec.BudgetPlan;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.learners.StudySpace;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.spec.rows.HeldOutPlan;

/**
 * Settings of the studies of a workflow, each made of a study file and of the studies before it.
 *
 * @param plan plan of the study file
 * @param space its space
 */
public record WorkflowSettings(StudyPlan plan, StudySpace space) {

  /** Divisor of the training rows on which random configurations begin. */
  private static final String IN_FULL = "schedule.scheduler=full";

  /** Settings of a study that is followed by another one. */
  private static final List<String> WITHOUT_MODEL =
      List.of(
          "model.save=none",
          "model.threshold=none",
          "model.costs=[]",
          "model.calibration=none",
          "model.ensemble=1",
          "model.refit=training");

  private static final long PART = 5;

  /** Fewest rows of this part, unless they are more than half of all. */
  private static final long LEAST_ROWS = 1_000;

  /** Number of the best configurations that a study begins with. */
  private static final int LEADING = 3;

  /** Further partitions into folds for the finalists, unless the file has a number. */
  private static final int REPEATS = 2;

  /** Minimum number of folds for a standard error of the mean. */
  private static final int LEAST_FOLDS = 2;

  private static final double PERCENT = 100;

  /** Problems of a study file as the plan of a workflow; empty if there are none. */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    Origins.Report report = plan.tuning().origins().into(problems);
    HeldOutPlan test = plan.data().test();
    if (test.fraction() == 0 && test.source().isEmpty() && test.after().isEmpty()) {
      report.problem(
          "data.test",
          "holds out no rows, but a workflow scores its model on held-out rows",
          "set data.test.held-out = 0.2");
    }
    FoldsPlan folds = plan.folds();
    if (folds.rule() != FoldsPlan.Rule.COLUMN && folds.number() < LEAST_FOLDS) {
      report.problem(
          "folds",
          "is a single split, which has no standard error",
          "set folds = 5, or use another rule");
    }
    if (space.space().dimensions().stream()
        .allMatch(dimension -> dimension.parameter().name().equals(Configuration.LEARNER))) {
      report.problem(
          "learners", "have no space, so there is nothing to vary", "give one of them a space");
    }
    search(report);
    if (!plan.tuning().schedule().isFull() && !plan.tuning().schedule().isAuto()) {
      report.problem(
          "schedule.scheduler",
          "is %s, but a workflow chooses it for each study"
              .formatted(plan.tuning().schedule().type()),
          "leave it out, or set full");
    }
    if (!plan.output().savesModel()) {
      report.problem(
          "model.save", "is none, but a workflow ends with a model", "set model.save = spark");
    }
    return problems;
  }

  private void search(Origins.Report report) {
    SearchPlan search = plan.tuning().search();
    if (!List.of(AutoSampler.NAME, RandomSampler.NAME, SobolSampler.NAME)
        .contains(search.sampler())) {
      report.problem(
          "search.sampler",
          "is %s, but a workflow chooses it for each study".formatted(search.sampler()),
          "leave it out, or set sobol to replace random");
    }
    if (!search.then().isEmpty()) {
      report.problem("search.then", "is set, but a workflow makes its own grid", "leave it out");
    }
    if (search.prior().isPresent()) {
      report.problem(
          "search.prior",
          "is set, but a workflow begins with the defaults",
          "leave it out, or set search.start-points for the third study");
    }
  }

  /**
   * Settings of a study over those of the file, each {@code path=value}.
   *
   * @param earlier records of the studies before it
   * @param resumes true if a study that is there continues
   */
  public List<String> of(
      WorkflowStudy study, Map<WorkflowStudy, StudyRecord> earlier, boolean resumes) {
    List<String> sets = new ArrayList<>();
    sets.add("study=" + study.folder());
    sets.add("output.path=" + quoted(plan.output().path() + "/" + plan.name()));
    sets.add("output.resume=" + (resumes ? "auto" : "never"));
    sets.add("output.overwrite=false");
    sets.add("search.prior=none");
    if (study != WorkflowStudy.RANDOM) {
      sets.add(IN_FULL);
    }
    if (plan.tuning().run().track().experiment().isEmpty()) {
      sets.add("track.mlflow-experiment=" + quoted(plan.name()));
    }
    limits(study, sets);
    if (!study.isLast()) {
      sets.addAll(WITHOUT_MODEL);
      sets.add("output.collect-predictions=false");
      sets.add("track.mlflow-model=none");
      sets.add("winner.winner-repeats=0");
      sets.add("require.min-improvement=none");
      sets.add("require.required-score=none");
    }
    switch (study) {
      case DEFAULTS -> search(sets, RandomSampler.NAME, String.valueOf(learners()), List.of());
      case ONE_AT_A_TIME -> search(sets, OneAtATime.NAME, "auto", List.of());
      case RANDOM -> random(sets, earlier);
      case FINAL -> last(sets, earlier);
    }
    return sets;
  }

  /** Share of a study in the time of the workflow; empty without a limit. */
  public Optional<Duration> time(WorkflowStudy study) {
    return plan.tuning().budget().time().map(all -> part(study, all));
  }

  /** The share of a study in each limit of the whole. */
  private void limits(WorkflowStudy study, List<String> sets) {
    BudgetPlan budget = plan.tuning().budget();
    time(study).ifPresent(part -> sets.add("budget.timeout=" + text(part)));
    budget.taskTime().ifPresent(all -> sets.add("budget.max-task-time=" + text(part(study, all))));
    budget
        .units()
        .ifPresent(
            all ->
                sets.add(
                    "budget.max-units="
                        + Math.max(1, Math.round(all / PERCENT * study.percent()))));
  }

  private static Duration part(WorkflowStudy study, Duration all) {
    return Duration.ofMillis(Math.max(1, Math.round(all.toMillis() / PERCENT * study.percent())));
  }

  private static String text(Duration time) {
    return time.toMillis() + " ms";
  }

  private int learners() {
    return plan.learners().size();
  }

  private static void search(
      List<String> sets, String sampler, String trials, List<Map<String, Object>> points) {
    sets.add("search.sampler=" + sampler);
    sets.add("search.trials=" + trials);
    sets.add(
        "search.start-points="
            + points.stream()
                .map(WorkflowSettings::text)
                .collect(Collectors.joining(", ", "[", "]")));
  }

  private static StudyRecord varied(Map<WorkflowStudy, StudyRecord> earlier) {
    return Objects.requireNonNull(earlier.get(WorkflowStudy.ONE_AT_A_TIME), "not yet run");
  }

  private void random(List<String> sets, Map<WorkflowStudy, StudyRecord> earlier) {
    StudyRecord varied = varied(earlier);
    Set<Map<String, Object>> points = new LinkedHashSet<>(plan.tuning().search().points());
    combined(varied).stream()
        .filter(this::isInSpace)
        .map(WorkflowSettings::point)
        .forEach(points::add);
    leading(List.of(varied)).map(WorkflowSettings::point).forEach(points::add);
    SearchPlan search = plan.tuning().search();
    int trials = Math.max(search.trials(), learners() + points.size() + 1);
    boolean isSobol = search.sampler().equals(SobolSampler.NAME);
    String sampler = isSobol ? SobolSampler.NAME : RandomSampler.NAME;
    search(sets, sampler, String.valueOf(trials), List.copyOf(points));
    long all = fullRows(varied);
    long rows = rows(all);
    if (rows < all) {
      sets.add("schedule.scheduler=halving");
      sets.add("schedule.resource=rows");
      sets.add("schedule.min-resource=" + rows);
      sets.add("schedule.eta=" + Math.max(2, (all + rows - 1) / rows)); // two rungs
    } else {
      sets.add(IN_FULL);
    }
  }

  private static long fullRows(StudyRecord record) {
    return record.opened().setup().ladder().rung(record.opened().setup().ladder().top()).rows();
  }

  /**
   * Number of rows on which random configurations begin: those that the file names, or a fifth, but
   * at least {@value #LEAST_ROWS} or half of all.
   *
   * @param all training rows of the smallest fold
   */
  public long rows(long all) {
    long least = Math.min(LEAST_ROWS, (all + 1) / 2);
    return Math.min(
        all, plan.tuning().schedule().min().orElse(Math.max((all + PART - 1) / PART, least)));
  }

  private void last(List<String> sets, Map<WorkflowStudy, StudyRecord> earlier) {
    List<Map<String, Object>> points =
        leading(earlier.values()).map(WorkflowSettings::point).distinct().limit(LEADING).toList();
    search(sets, RandomSampler.NAME, String.valueOf(learners() + points.size()), points);
    if (plan.tuning().winner().repeats() == 0 && plan.folds().rule() == FoldsPlan.Rule.HASH) {
      sets.add("winner.winner-repeats=" + REPEATS);
    }
    StudyRecord varied = varied(earlier);
    ranked(earlier.values().stream())
        .findFirst()
        .map(
            best -> new FineGrid(space.space(), best.candidate(), ParameterGain.of(varied)).steps())
        .filter(steps -> !steps.isEmpty())
        .ifPresent(
            steps ->
                sets.add("search.then=[{ sampler = grid, around %s }]".formatted(text(steps))));
  }

  /** Trials on all rows and folds, the best first. */
  private static Stream<TrialRow> ranked(Stream<StudyRecord> records) {
    return records
        .flatMap(
            record ->
                record.trials().stream()
                    .filter(row -> row.evaluation().score().isPresent())
                    .filter(
                        row -> row.evaluation().rung() == record.opened().setup().ladder().top()))
        .sorted(
            Comparator.comparingDouble(
                row -> row.evaluation().loss().orElse(Double.POSITIVE_INFINITY)));
  }

  /** The best trials that can be start points: none of the defaults, and all in the space. */
  private Stream<Configuration> leading(Collection<StudyRecord> records) {
    return ranked(records.stream())
        .map(row -> configuration(row.candidate()))
        .filter(one -> !space.defaults().contains(one))
        .filter(this::isInSpace)
        .distinct()
        .limit(LEADING);
  }

  private static Configuration configuration(TrialRow.Candidate candidate) {
    return Configuration.of(candidate.learner(), candidate.configuration());
  }

  private boolean isInSpace(Configuration configuration) {
    return space.space().contains(configuration);
  }

  /**
   * Combination of the best values of all params that brought a gain by themselves, for each
   * learner with several of them.
   */
  private List<Configuration> combined(StudyRecord varied) {
    Map<String, Map<String, Object>> byLearner = new LinkedHashMap<>();
    for (ParameterGain gain : ParameterGain.of(varied)) {
      TrialRow.Candidate candidate = varied.trials().get(gain.trial()).candidate();
      String own = gain.parameter().substring(candidate.learner().length() + 1);
      if (gain.gain().mean() > 0 && candidate.configuration().containsKey(own)) {
        byLearner
            .computeIfAbsent(candidate.learner(), learner -> new LinkedHashMap<>())
            .put(own, candidate.configuration().get(own));
      }
    }
    List<Configuration> combined = new ArrayList<>();
    byLearner.forEach(
        (learner, better) -> {
          if (better.size() > 1) {
            Map<String, Object> values = new LinkedHashMap<>(space.defaults(learner).params());
            values.putAll(better);
            combined.add(Configuration.of(learner, values));
          }
        });
    return combined;
  }

  private static Map<String, Object> point(Configuration configuration) {
    Map<String, Object> point = new LinkedHashMap<>();
    point.put(Configuration.LEARNER, configuration.learner());
    point.putAll(configuration.params());
    return point;
  }

  /** Values by name as a section of HOCON; a dot in a name leads into a section. */
  private static String text(Map<String, ?> values) {
    return values.entrySet().stream()
        .map(entry -> "%s = %s".formatted(entry.getKey(), text(entry.getValue())))
        .collect(Collectors.joining(", ", "{ ", " }"));
  }

  private static String text(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(WorkflowSettings::text).collect(Collectors.joining(", ", "[", "]"));
    }
    return value instanceof String string ? quoted(string) : String.valueOf(value);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
