package org.espalier.ml;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.espalier.evaluate.Cell;
import org.espalier.plan.TrainingPlan;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.CellWork;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.StageWords;
import org.espalier.spark.cell.Trainer;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.metric.Scorer;
import org.espalier.spark.metric.TaskScorers;
import org.espalier.spark.sharing.IterationParam;
import org.espalier.spark.sharing.SharedPipelines;
import org.espalier.spark.sharing.StageChain;
import org.espalier.spark.sharing.StageChains;
import org.espalier.spark.sharing.StageEvents;
import org.espalier.spark.sharing.TaskScoring;
import org.espalier.spark.task.TaskFits;
import org.espalier.study.RungLadder;

/** Cells of a tuner: a param map on a fold, with the user's estimator and evaluator as they are. */
final class MapCells implements CellWork, AutoCloseable {

  /** What a cell threw. */
  private record Thrown(Cell cell, Throwable thrown) {
    private boolean isBefore(Thrown other) {
      return Comparator.comparing((Thrown each) -> each.cell.proposal().number())
              .thenComparing(each -> each.cell.fold())
              .compare(this, other)
          < 0;
    }
  }

  /** A configuration on a fold. */
  record Fit(Configuration configuration, int fold) {}

  private final Estimator<?> estimator;
  private final Scorer scores;
  private final Function<Configuration, ParamMap> toMap;
  private final FoldedRows rows;
  private final RungLadder ladder;

  /** The lowest rung on which every configuration runs all of its iterations. */
  private final int firstUncut;

  private final boolean keepModels;
  private final boolean longestFirst;
  private final StageChains chains;
  private final SharedPipelines pipelines;
  private final TaskFits tasks;
  private final Map<Fit, Model<?>> models = new ConcurrentHashMap<>();
  private final Set<String> words;
  private final Set<Fit> announced = ConcurrentHashMap.newKeySet(); // in full
  private final Set<Cell> parts = ConcurrentHashMap.newKeySet(); // announced, of a part of the rows
  private Optional<Thrown> first = Optional.empty(); // guarded by this

  /**
   * @param ended what was recorded before, and is not run
   */
  MapCells(
      TunerPlan plan, FoldedRows rows, RungLadder ladder, Set<Fit> ended, TrainingPlan training) {
    Evaluator evaluator = plan.tuner().getEvaluator();
    this.estimator = plan.tuner().getEstimator();
    this.scores = Scorer.of(evaluator);
    this.toMap = plan.toMap();
    this.rows = rows;
    this.ladder = ladder;
    this.firstUncut = ladder.rung(ladder.top()).iterations().isPresent() ? ladder.top() : 0;
    this.keepModels = plan.tuner().getCollectSubModels();
    this.longestFirst = !plan.known().isEmpty();
    this.words = new LinkedHashSet<>(StageWords.of(plan.tuner()));
    this.words.addAll(Arrays.asList(rows.all().columns()));
    this.chains = new StageChains(estimator, evaluator);
    SparkContext context = rows.all().sparkSession().sparkContext();
    this.tasks = TaskFits.of(context, training);
    this.pipelines =
        new SharedPipelines(
            context,
            rows,
            evaluator,
            rows.budget(ladder),
            plan.isPlain() && !keepModels,
            tasks,
            TaskScoring.of(TaskScorers.of(scores), keepModels || StageEvents.isHeard(context)));
    announceAll(plan.known(), ended);
  }

  /** What is shared is known before the first cell runs where all maps are. */
  private void announceAll(List<Configuration> configurations, Set<Fit> ended) {
    for (Configuration configuration : new LinkedHashSet<>(configurations)) {
      for (int fold = 0; fold < rows.sizes().size(); fold++) {
        Fit fit = new Fit(configuration, fold);
        if (!ended.contains(fit)) {
          announce(fit);
        }
      }
    }
  }

  private void announce(Fit fit) {
    if (announced.add(fit)) {
      pipelines.announce(chain(fit.configuration()), fit.fold());
    }
  }

  private StageChain chain(Configuration configuration) {
    return chains.of(toMap.apply(configuration));
  }

  /** Only what is fitted in full is shared: of a part nobody else has the same. */
  private boolean isInFull(Cell cell) {
    return rows(cell) >= rows.smallestTraining() && cell.proposal().rung() >= firstUncut;
  }

  @Override
  public Set<String> words() {
    return words;
  }

  @Override
  public void announce(Cell cell) {
    if (isInFull(cell)) {
      announce(new Fit(cell.configuration(), cell.fold()));
    } else if (parts.add(cell)) {
      rows.announce(cell.fold(), rows(cell), validated(cell));
    }
  }

  @Override
  public Usage settled(Cell cell, boolean ran) {
    if (isInFull(cell)) {
      return announced.remove(new Fit(cell.configuration(), cell.fold()))
          ? pipelines.release(chain(cell.configuration()), cell.fold(), ran)
          : Usage.NONE;
    }
    return parts.remove(cell)
        ? rows.release(cell.fold(), rows(cell), validated(cell), ran)
        : Usage.NONE;
  }

  /** Rows that a cell is scored on. */
  private long validated(Cell cell) {
    return ladder.validationRows(rows(cell), rows.sizes().get(cell.fold()));
  }

  /** Where all cells are known and none decides about another, those of the longest fits begin. */
  @Override
  public double work(Cell cell) {
    return longestFirst ? pipelines.work(chain(cell.configuration())) : 0;
  }

  @Override
  public boolean waits(Cell cell) {
    return isInFull(cell) && pipelines.isBeingMade(chain(cell.configuration()), cell.fold());
  }

  @Override
  public void onChange(Runnable listener) {
    pipelines.onChange(listener);
  }

  @Override
  public FittedCell fit(Cell cell) {
    return isInFull(cell) ? fitShared(cell) : fitAlone(cell);
  }

  private FittedCell fitShared(Cell cell) {
    StageChain chain = chain(cell.configuration());
    SharedPipelines.Fitted fitted = rows.read(() -> pipelines.fit(chain, cell.fold()));
    keep(cell, fitted);
    FittedCell scored =
        () -> rows.read(() -> pipelines.score(chain, cell.fold(), fitted, scores::scores));
    return by(fitted, scored);
  }

  private static FittedCell by(SharedPipelines.Fitted fitted, FittedCell scored) {
    return scored.by(fitted.inTask() ? Trainer.TASK : Trainer.JOBS);
  }

  /** The estimator under a configuration's map, fitted on all rows. */
  Model<?> refit(Configuration configuration, Dataset<?> all) {
    return pipelines.refit(chain(configuration), all);
  }

  private FittedCell fitAlone(Cell cell) {
    ParamMap map = cut(toMap.apply(cell.configuration()), cell.proposal().rung());
    StageChain chain = chains.of(map);
    long size = validated(cell);
    SharedPipelines.Fitted fitted =
        rows.train(
            cell.fold(),
            rows(cell),
            part ->
                pipelines.fitPart(
                    chain,
                    cell.fold(),
                    rows(cell),
                    part,
                    () -> rows.validation(cell.fold(), size)));
    keep(cell, fitted);
    FittedCell scored =
        () ->
            fitted.scores().isEmpty()
                ? rows.validate(
                    cell.fold(), size, part -> scores.scores(fitted.whole().transform(part, map)))
                : fitted.scores();
    return by(fitted, scored);
  }

  /** With as many iterations as a rung gives. */
  private ParamMap cut(ParamMap map, int rung) {
    return rung >= firstUncut
        ? map
        : IterationParam.of(estimator).map(param -> param.cut(map, ladder, rung)).orElse(map);
  }

  private void keep(Cell cell, SharedPipelines.Fitted fitted) {
    if (keepModels) {
      models.put(new Fit(cell.configuration(), cell.fold()), fitted.whole());
    }
  }

  @Override
  public synchronized void threw(Cell cell, Throwable thrown) {
    Thrown now = new Thrown(cell, thrown);
    first = first.filter(known -> !now.isBefore(known)).or(() -> Optional.of(now));
  }

  /** What the first cell in their order threw that threw something. */
  synchronized Optional<Throwable> firstThrown() {
    return first.map(Thrown::thrown);
  }

  @Override
  public long rows(Cell cell) {
    return ladder.rung(cell.proposal().rung()).rows();
  }

  @Override
  public String metric() {
    return scores.metric();
  }

  /** The models that were fitted last of each configuration and fold. */
  @SuppressWarnings("NullAway") // Spark's own type holds the models in a plain array
  SubModels subModels(List<Configuration> of) {
    Model<?>[][] byFold = new Model<?>[rows.sizes().size()][of.size()];
    for (int fold = 0; fold < byFold.length; fold++) {
      int number = fold;
      Arrays.setAll(byFold[fold], map -> models.get(new Fit(of.get(map), number)));
    }
    return new SubModels(byFold);
  }

  @Override
  public void close() {
    pipelines.close();
    tasks.close();
  }
}
