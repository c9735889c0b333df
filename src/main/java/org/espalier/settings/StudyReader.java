package org.espalier.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.espalier.metric.Metric;
import org.espalier.plan.BudgetPlan;
import org.espalier.plan.BudgetPlan.Regret;
import org.espalier.plan.JournalPlan;
import org.espalier.plan.OutputPlan;
import org.espalier.plan.RunPlan;
import org.espalier.plan.SchedulePlan;
import org.espalier.plan.SearchPlan;
import org.espalier.plan.Strategies;
import org.espalier.plan.StudyPlan;
import org.espalier.plan.TrainingPlan;
import org.espalier.plan.TuningPlan;
import org.espalier.plan.WinnerPlan;
import org.espalier.plan.data.DataPlan;
import org.espalier.plan.data.FoldsPlan;
import org.espalier.plan.learner.FeaturesPlan;
import org.espalier.plan.learner.LearnerPlan;
import org.espalier.plan.problem.Suggestion;

/** Reader of a study's settings, section by section, in the order of {@code reference.conf}. */
final class StudyReader {

  /**
   * Pattern of names that are valid folders on any file system; leading dots and dashes are special
   * there.
   */
  private static final Pattern STUDY_NAME =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._-]{0,99}");

  private static final String AUTO = "auto";
  private static final String NONE = "none";
  private static final String ALL = "all";

  private final ReadingContext reading;

  StudyReader(ReadingContext reading) {
    this.reading = reading;
  }

  /** The plan, with a harmless value for each wrong one, whose problem the context gets. */
  StudyPlan read(ConfigObject all) {
    Section root = new Section(reading, "", all);
    String name = name(root);
    long seed = root.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    DataPlan data = DataReader.read(root.section("data"));
    FeaturesPlan features = FeaturesReader.read(root);
    List<LearnerPlan> learners = LearnerReader.list(root);
    StudyPlan.Scoring scoring = new StudyPlan.Scoring(metric(root), metrics(root));
    FoldsPlan folds = FoldsReader.read(root.section("folds"));
    SearchPlan search = SearchReader.read(root.section("search"));
    SchedulePlan schedule = schedule(root.section("schedule"));
    StudyPlan plan =
        new StudyPlan(
            name,
            data,
            features,
            learners,
            scoring,
            folds,
            new TuningPlan(
                seed,
                folds.all(),
                search,
                schedule,
                budget(root.section("budget")),
                winner(root.section("winner"), root.section("require")),
                run(root.section("run")),
                reading.origins()),
            output(root.section("output"), root.section("model")));
    root.close();
    return plan;
  }

  private static String name(Section root) {
    String name = root.requiredText("study", "name it: study = my-study");
    if (!name.isEmpty() && !STUDY_NAME.matcher(name).matches()) {
      root.problem(
          "study",
          "must name a folder, but is '%s'".formatted(name),
          "use up to 100 letters, digits, '.', '_' and '-', the first a letter or a digit");
    }
    return name;
  }

  private static Optional<Metric> metric(Section root) {
    Optional<Metric> named =
        root.value("metric").filter(Section::isPlain).map(ReadingContext::text).flatMap(Metric::of);
    if (named.isPresent()) {
      return named;
    }
    if (root.value("metric").filter(ConfigList.class::isInstance).isPresent()) {
      root.problem(
          "metric", "is a list", "give metric = one of them, and metrics = [ … ] the others");
      return Optional.empty();
    }
    List<String> names = new ArrayList<>(List.of(AUTO));
    names.addAll(Metric.keys());
    return Metric.of(root.oneOf("metric", names, Suggestion::metric));
  }

  private static List<Metric> metrics(Section root) {
    List<Metric> metrics = new ArrayList<>();
    List<String> names = root.texts("metrics");
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Optional<Metric> metric = Metric.of(name);
      if (metric.isEmpty()) {
        root.problem(
            "metrics[%d]".formatted(i),
            "'%s' is not a metric".formatted(name),
            Suggestion.metric(name)
                .map("did you mean '%s'?"::formatted)
                .orElseGet(() -> Suggestion.of(name, Metric.keys())));
      }
      metric.ifPresent(metrics::add);
    }
    return metrics;
  }

  private static SchedulePlan schedule(Section schedule) {
    String type = schedule.oneOf("type", Strategies.schedulers());
    SchedulePlan.Resource resource = schedule.oneOf("resource", SchedulePlan.Resource.ROWS);
    OptionalLong min = wholeOr(AUTO, schedule, "min");
    int eta = schedule.whole("eta", 2);
    OptionalInt minFolds = intOr(ALL, schedule, "min-folds");
    schedule.close();
    return new SchedulePlan(type, resource, min, eta, minFolds);
  }

  /** A whole number of at least 1, or the word for none. */
  private static OptionalLong wholeOr(String word, Section section, String key) {
    return section.says(key, word)
        ? OptionalLong.empty()
        : OptionalLong.of(section.whole(key, 1, Long.MAX_VALUE));
  }

  private static OptionalInt intOr(String word, Section section, String key) {
    return section.says(key, word) ? OptionalInt.empty() : OptionalInt.of(section.whole(key, 1));
  }

  private static BudgetPlan budget(Section budget) {
    OptionalLong units = wholeOr(NONE, budget, "units");
    Optional<Duration> time = duration(budget, "time");
    Optional<Duration> taskTime = duration(budget, "task-time");
    OptionalDouble target = number(budget, "target");
    OptionalInt patience = intOr(NONE, budget, "patience");
    Optional<Regret> regret = regret(budget);
    int maxFailures = budget.whole("max-failures", 1);
    budget.close();
    return new BudgetPlan(units, time, taskTime, target, patience, regret, maxFailures);
  }

  private static Optional<Regret> regret(Section budget) {
    if (budget.says("regret", NONE)) {
      return Optional.empty();
    }
    if (budget.says("regret", AUTO)) {
      return Optional.of(new Regret(OptionalDouble.empty()));
    }
    Optional<BigDecimal> limit = budget.number("regret");
    if (limit.filter(number -> !(number.doubleValue() > 0)).isPresent()) {
      budget.mustBe("regret", "above 0");
      return Optional.empty();
    }
    return limit.map(number -> new Regret(OptionalDouble.of(number.doubleValue())));
  }

  private static Optional<Duration> duration(Section section, String key) {
    return section.says(key, NONE) ? Optional.empty() : section.duration(key);
  }

  private static WinnerPlan winner(Section winner, Section require) {
    WinnerPlan.Rule rule = winner.oneOf("rule", WinnerPlan.Rule.BEST);
    int repeats = winner.whole("repeats", 0);
    winner.close();
    OptionalDouble improvement = number(require, "improvement-over-baseline");
    OptionalDouble score = number(require, "score");
    require.close();
    return new WinnerPlan(rule, repeats, improvement, score);
  }

  private static OptionalDouble number(Section section, String key) {
    return section.says(key, NONE)
        ? OptionalDouble.empty()
        : section.number(key).stream().mapToDouble(BigDecimal::doubleValue).findFirst();
  }

  private static RunPlan run(Section run) {
    int parallelism = run.says("parallelism", AUTO) ? 0 : run.whole("parallelism", 1);
    int window = run.says("window", AUTO) ? 0 : run.whole("window", 1);
    Optional<Duration> cell = duration(run, "cell-timeout");
    Optional<Duration> trial = duration(run, "trial-timeout");
    int maxCrashes = run.whole("max-crashes", 1);
    boolean preFlight = run.truth("pre-flight");
    TrainingPlan training =
        new TrainingPlan(
            run.oneOf("training", TrainingPlan.Kind.AUTO),
            run.bytes("task-memory").orElse(TrainingPlan.USUAL_TASK_MEMORY));
    OptionalDouble price =
        run.says("price-per-core-hour", NONE)
            ? OptionalDouble.empty()
            : run.positive("price-per-core-hour");
    run.close();
    return new RunPlan(parallelism, window, cell, trial, maxCrashes, preFlight, training, price);
  }

  private static OutputPlan output(Section output, Section model) {
    String path = output.requiredPlace("path", "for example path = results");
    OutputPlan.Resume resume = output.oneOf("resume", OutputPlan.Resume.NEVER);
    boolean overwrite = output.truth("overwrite");
    OutputPlan.Names names = output.oneOf("names", OutputPlan.Names.SHOWN);
    boolean predictions = output.truth("predictions");
    JournalPlan journal = journal(output.section("journal"));
    output.close();
    OutputPlan.Save save = model.oneOf("save", OutputPlan.Save.SPARK);
    model.close();
    return new OutputPlan(path, resume, overwrite, names, predictions, save, journal);
  }

  private static JournalPlan journal(Section journal) {
    Section loss = journal.section("loss");
    int events = loss.whole("events", 1);
    Optional<Duration> time = loss.duration("time");
    loss.close();
    Optional<Duration> lease = journal.duration("lease");
    journal.close();
    JournalPlan usual = JournalPlan.USUAL; // used after a problem was reported
    return new JournalPlan(
        Math.max(1, events), time.orElse(usual.lossTime()), lease.orElse(usual.lease()));
  }
}
