package org.espalier.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.espalier.engine.EarlierStudy;
import org.espalier.engine.ResumeRules;
import org.espalier.engine.ResumedStudy;
import org.espalier.engine.SearchTarget;
import org.espalier.engine.StudySession;
import org.espalier.engine.StudyStrategies;
import org.espalier.evaluate.TimeLimits;
import org.espalier.hocon.SettingsChange;
import org.espalier.numeric.CountedNoun;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.spec.Origins;
import org.espalier.spec.PlannedCost;
import org.espalier.spec.Problem;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.WinnerPlan;
import org.espalier.spec.learners.RefinementCheck;
import org.espalier.spec.learners.StartPointCheck;
import org.espalier.spec.learners.StudySpace;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plan of a study of a function, from settings without problems.
 *
 * @param asked plan of the settings, in the form of all studies
 * @param searched space with start points and refinements
 */
record FunctionPlan(FunctionSettings settings, TuningPlan asked, StudySpace searched) {

  private static final Logger LOG = LoggerFactory.getLogger(FunctionPlan.class);

  /** Settings that do not affect the result. */
  private static final Set<String> OF_NO_EFFECT =
      Set.of("parallelism", "journal", "output", "state-limit", "cores", "gpus");

  /** Identity of the function; a resumed study only warns if it changed. */
  private static final String CODE = "handles.function-digest";

  private static final String IMPROVEMENT = "require.min-improvement";

  static FunctionPlan of(FunctionSettings settings) {
    return of(settings, new ArrayList<>());
  }

  /**
   * @param problems receives those of start points and refinements
   */
  static FunctionPlan of(FunctionSettings settings, List<Problem> problems) {
    TuningPlan asked = settings.tuning();
    SearchSpace space = settings.space().space();
    Origins.Report report = asked.origins().into(problems);
    List<Configuration> points =
        new StartPointCheck(space, parameter -> Optional.empty(), report)
            .configurations(asked.search().points());
    // The baseline of a required improvement has to be known in full.
    int defaults = asked.winner().improvement().isPresent() ? Math.min(1, points.size()) : 0;
    StudySpace all =
        new StudySpace(
            space,
            points.subList(0, defaults),
            points.subList(defaults, points.size()),
            new RefinementCheck(space, Map.of(), report).neighbourhoods(asked.search().then()),
            Set.of());
    return new FunctionPlan(settings, asked, all);
  }

  /**
   * This plan with the observations of the earlier study that the settings name.
   *
   * @throws IllegalArgumentException if there is no such study, or none of its observations can be
   *     used
   */
  FunctionPlan withPrior(org.apache.hadoop.conf.Configuration hadoop) {
    return new FunctionPlan(
        settings, asked, EarlierStudy.observed(searched, asked, objective(), hadoop));
  }

  SearchSpace space() {
    return searched.space();
  }

  /** Name of the study: that of the folder that it is recorded in. */
  String name() {
    return folder().map(Path::getName).orElse("function");
  }

  /** Folder of the journal or else of the output, which holds the files of trials, too. */
  Optional<Path> folder() {
    return Stream.of("journal", "output")
        .map(settings::text)
        .filter(path -> !path.isEmpty())
        .findFirst()
        .map(Path::new);
  }

  /** The request in words, a line for each part. */
  List<String> inWords(int trials) {
    int steps = settings.whole("maxResource");
    return Stream.concat(
            Stream.of(
                "a function of " + CountedNoun.of(space().dimensions().size(), "parameter"),
                "%s, %s, %s"
                    .formatted(
                        CountedNoun.of(trials, "configuration"),
                        CountedNoun.of(steps, "step"),
                        CountedNoun.of(folds(), "fold"))),
            asked.schedule().choice().stream())
        .toList();
  }

  Objective objective() {
    boolean maximize = settings.text("direction").equals("maximize");
    return new Objective(
        settings.text("metric"), maximize ? Direction.MAXIMIZE : Direction.MINIMIZE);
  }

  /** Seed of a trial and fold, in [0, 2^31): NumPy takes no negative ones. */
  int seed(int trial, int fold) {
    Seed seed = new Seed(asked.seed());
    return (int) (seed.child("trial", trial).child("fold", fold).value() & Integer.MAX_VALUE);
  }

  /** Number of folds of the search. */
  int folds() {
    return asked.folds();
  }

  /** Numbers of the folds that finalists are evaluated on; empty for no evaluation. */
  List<Integer> furtherFolds() {
    int repeats = asked.winner().repeats();
    return IntStream.range(folds(), folds() * (1 + repeats)).boxed().toList();
  }

  /** True if a trial may win that was not the best of the search. */
  boolean choosesAfterwards() {
    return asked.winner().repeats() > 0 || asked.winner().rule() != WinnerPlan.Rule.BEST;
  }

  int steps(RungLadder ladder, int rung) {
    return ladder.rung(rung).iterations().orElse(settings.whole("maxResource"));
  }

  /** Rungs of steps, or if there is only one step, of folds. */
  RungLadder ladder() {
    int max = settings.whole("maxResource");
    return asked.schedule().isFull()
        ? RungLadder.ofIterations(max, max, asked.schedule().eta(), 1, folds())
        : asked.ladder(settings.fullFidelity(), 1, PlannedCost.PROPORTIONAL);
  }

  StudyStrategies strategies(RungLadder ladder) {
    return new StudyStrategies(asked, new SearchTarget.Searched(searched), ladder);
  }

  TimeLimits limits() {
    return asked.run().limits();
  }

  CallResources resources() {
    return new CallResources(settings.whole("cores"), settings.real("gpus"));
  }

  /** The plan with all settings that affect the result. */
  String settingsText() {
    return settings.plan(settings.checked().effective().without(OF_NO_EFFECT)).write();
  }

  /** The study as its session is requested it. */
  StudySession.Asked session() {
    return new StudySession.Asked(
        EntryPoint.FUNCTION, asked, settings.text("journal"), this::since, this::mayChange);
  }

  private SettingsChange.Comparison since(String recorded) {
    SettingsChange.Comparison settings =
        SettingsChange.between(EntryPoint.FUNCTION, recorded, settingsText());
    List<SettingsChange> all = new ArrayList<>(settings.changes());
    if (all.removeIf(change -> change.path().equals(CODE) && !change.isNew())) {
      LOG.warn("the code of the function has changed since then; recorded results are kept");
    }
    return new SettingsChange.Comparison(all, settings.passedOver());
  }

  private boolean mayChange(String path, ResumedStudy study) {
    // A study that has had the first start point as its baseline keeps it.
    return path.equals(IMPROVEMENT)
        ? settings.has("minImprovement")
            && SettingsChange.isRecorded(study.opened().request().settings(), IMPROVEMENT)
        : new ResumeRules(
                Set.of("run.cell-timeout"),
                () -> strategies(study.opened().setup().ladder()).mayPlanMore())
            .mayChange(asked.origins().path(path));
  }
}
