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
import org.espalier.spark.rows.FoldPart;
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

  /** A configuration on a fold at a rung. */
  private record Reader(Configuration configuration, int fold, int rung) {
    private static Reader of(Cell cell) {
      return new Reader(cell.configuration(), cell.fold(), cell.proposal().rung());
    }
  }

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
  private final Set<Reader> announced = ConcurrentHashMap.newKeySet();
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
          announce(new Reader(configuration, fold, ladder.top()));
        }
      }
    }
  }

  private void announce(Reader reader) {
    if (announced.add(reader)) {
      pipelines.announce(chain(reader), part(reader));
    }
  }

  /** Estimator under a configuration's map, with as many iterations as a rung gives. */
  private StageChain chain(Reader reader) {
    ParamMap map = toMap.apply(reader.configuration());
    return chains.of(
        reader.rung() >= firstUncut
            ? map
            : IterationParam.of(estimator)
                .map(param -> param.cut(map, ladder, reader.rung()))
                .orElse(map));
  }

  private FoldPart part(Reader reader) {
    return rows.part(reader.fold(), ladder.rung(reader.rung()).rows(), ladder);
  }

  @Override
  public Set<String> words() {
    return words;
  }

  @Override
  public void announce(Cell cell) {
    announce(Reader.of(cell));
  }

  @Override
  public Usage settled(Cell cell, boolean ran) {
    Reader reader = Reader.of(cell);
    return announced.remove(reader)
        ? pipelines.release(chain(reader), part(reader), ran)
        : Usage.NONE;
  }

  /** Where all cells are known and none decides about another, those of the longest fits begin. */
  @Override
  public double work(Cell cell) {
    return longestFirst ? pipelines.work(chain(Reader.of(cell))) : 0;
  }

  @Override
  public boolean waits(Cell cell) {
    Reader reader = Reader.of(cell);
    return pipelines.isBeingMade(chain(reader), part(reader));
  }

  @Override
  public void onChange(Runnable listener) {
    pipelines.onChange(listener);
  }

  @Override
  public FittedCell fit(Cell cell) {
    StageChain chain = chain(Reader.of(cell));
    FoldPart part = part(Reader.of(cell));
    SharedPipelines.Fitted fitted = rows.read(() -> pipelines.fit(chain, part));
    keep(cell, fitted);
    FittedCell scored = () -> rows.read(() -> pipelines.score(chain, part, fitted, scores::scores));
    return scored.by(fitted.inTask() ? Trainer.TASK : Trainer.JOBS);
  }

  /** The estimator under a configuration's map, fitted on all rows. */
  Model<?> refit(Configuration configuration, Dataset<?> all) {
    return pipelines.refit(chains.of(toMap.apply(configuration)), all);
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
