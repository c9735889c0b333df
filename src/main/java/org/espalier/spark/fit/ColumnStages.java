package org.espalier.spark.fit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.espalier.cache.StoredValue;
import org.espalier.cache.WorkCache;
import org.espalier.cache.WorkCache.Room;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.chain.RankCut;
import org.espalier.spark.chain.RowWise;
import org.espalier.spark.chain.WorkKey;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.feature.ArrayPipeline;
import org.espalier.spark.feature.FoldColumns;
import org.espalier.spark.feature.RowCollector;
import org.espalier.spark.feature.RowTable;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spark.task.TaskFits;

/**
 * Fits in arrays of the stages before an estimator that is trained inside tasks. One job collects
 * the columns that the stages read, once for all folds.
 */
final class ColumnStages implements AutoCloseable {

  /** Source of the rows of all folds after leading stages that transform each row by itself. */
  interface Tables {
    Dataset<Row> rowsBehind(PipelineSteps chain, int depth, FoldPart part);
  }

  /**
   * Key of the collected columns: the stages that Spark applies first, and the columns to collect.
   */
  private record Source(WorkKey rows, RowCollector columns) {}

  /**
   * Plan of the stages of a chain that are fitted in arrays.
   *
   * @param first index of the first of these stages
   */
  private record Plan(Source source, int first, ArrayPipeline program) {}

  /**
   * Collected columns on the driver.
   *
   * @param table collected rows; empty if the columns are too large, or arrays cannot hold them
   */
  private record StoredColumns(Optional<RowTable> table) implements StoredValue {

    @Override
    public long bytes() {
      return table.map(RowTable::bytes).orElse(0L);
    }

    /** Always true, as the driver holds the columns and no executor can lose them. */
    @Override
    public boolean isWhole() {
      return true;
    }

    @Override
    public void free() {
      // The garbage collector frees arrays.
    }
  }

  private final TaskFits tasks;
  private final Tables tables;
  private final FoldedTable table;
  private final WorkCache<Source, StoredColumns> sources;
  private final Map<List<Object>, Optional<Plan>> plans = new ConcurrentHashMap<>();

  ColumnStages(TaskFits tasks, Tables tables, FoldedTable table) {
    this.tasks = tasks;
    this.tables = tables;
    this.table = table;
    this.sources =
        new WorkCache<>(Room.within(tasks.rule().most()), FailureCause::isOwn, System::nanoTime);
  }

  /** Returns the plan for the stages of a chain; empty if they cannot be fitted in arrays. */
  private Optional<Plan> plan(PipelineSteps chain, FoldPart part) {
    if (chain.shareable() == 0
        || (chain.isRowWise() && part.isWhole())
        || table.parts().cut(part).isEmpty()
        || !chain.jobs().isEmpty()
        || !tasks.rule().takes(chain.learner())) {
      return Optional.empty();
    }
    List<Object> key =
        List.of(chain.path(chain.shareable()), TaskTrainers.columns(chain.learner()));
    return plans.computeIfAbsent(key, k -> planned(chain, part));
  }

  /** Returns a plan that starts at the earliest possible stage. */
  private Optional<Plan> planned(PipelineSteps chain, FoldPart part) {
    List<String> behind = TaskTrainers.columns(chain.learner()).set();
    for (int first = 0; first <= chain.leading(); first++) {
      Optional<ArrayPipeline> program =
          ArrayPipeline.of(chain.stages().subList(first, chain.shareable()), RowWise::is);
      if (program.isPresent()) {
        StructType schema = program.get().applied(tables.rowsBehind(chain, first, part)).schema();
        Optional<RowCollector> columns = RowCollector.of(program.get(), behind, schema);
        if (columns.isPresent()) {
          Source source = new Source(applied(chain, first, program.get()), columns.get());
          return Optional.of(new Plan(source, first, program.get()));
        }
      }
    }
    return Optional.empty();
  }

  private static WorkKey applied(PipelineSteps chain, int first, ArrayPipeline program) {
    return WorkKey.ofAllRows(
        IntStream.range(0, chain.shareable())
            .filter(stage -> stage < first || program.ahead().contains(chain.stages().get(stage)))
            .mapToObj(chain.identities()::get)
            .toList());
  }

  /**
   * Returns true if a chain's stages are fitted in arrays, provided that their columns allow it.
   */
  boolean takes(PipelineSteps chain, FoldPart part) {
    return chain.last() >= 0 && plan(chain, part).isPresent();
  }

  /** Announces a cell that reads the columns of a chain. */
  void announce(PipelineSteps chain, FoldPart part) {
    plan(chain, part).ifPresent(plan -> sources.announce(List.of(plan.source())));
  }

  /** Releases a cell that was announced. */
  void release(PipelineSteps chain, FoldPart part) {
    plan(chain, part).ifPresent(plan -> sources.release(List.of(plan.source())));
  }

  /**
   * Returns the models of all stages before a chain's last estimator, in their order.
   *
   * @return models; empty if the stages' own fits must fit them
   */
  Optional<List<Transformer>> models(PipelineSteps chain, FoldPart part) {
    return plan(chain, part)
        .flatMap(plan -> fitted(chain, part, plan))
        .map(fit -> allModels(chain, fit));
  }

  /** Returns the models of a fit, preceded by the earlier stages, which learn nothing. */
  private static List<Transformer> allModels(PipelineSteps chain, ArrayPipeline.Fitted fit) {
    int before = chain.shareable() - fit.models().size();
    return Stream.concat(
            chain.stages().subList(0, before).stream().map(Transformer.class::cast),
            fit.models().stream())
        .toList();
  }

  private Optional<ArrayPipeline.Fitted> fitted(PipelineSteps chain, FoldPart part, Plan plan) {
    return sources.with(
        plan.source(),
        () -> collect(chain, part, plan),
        columns -> columns.table().flatMap(rows -> plan.program().fit(rows, cut(part))));
  }

  private StoredColumns collect(PipelineSteps chain, FoldPart part, Plan plan) {
    Dataset<Row> rows = plan.program().applied(tables.rowsBehind(chain, plan.first(), part));
    return new StoredColumns(
        plan.source()
            .columns()
            .collect(rows, table.fold(), table.rank(), tasks.rule().most())
            .table());
  }

  /**
   * Returns the columns of a fold that a chain's last estimator reads.
   *
   * @param models receives the models of the stages before it
   * @return columns; empty if the estimator must read a dataset
   */
  Optional<FoldColumns> columns(
      PipelineSteps chain, FoldPart part, Consumer<List<Transformer>> models) {
    Optional<ArrayPipeline.Fitted> fitted =
        plan(chain, part).flatMap(plan -> fitted(chain, part, plan));
    fitted.ifPresent(fit -> models.accept(allModels(chain, fit)));
    return fitted.map(ArrayPipeline.Fitted::columns);
  }

  /**
   * Fit of the stages before a chain's last estimator on columns that were already collected.
   *
   * @param models models of all these stages, in their order
   * @param columns columns after these stages
   */
  record Made(List<Transformer> models, FoldColumns columns) {
    Made {
      models = List.copyOf(models);
    }

    /** Returns the models of the stages that learn. */
    List<Transformer> learned(PipelineSteps chain) {
      return IntStream.range(0, models.size())
          .filter(stage -> chain.stages().get(stage) instanceof Estimator)
          .mapToObj(models::get)
          .toList();
    }
  }

  /**
   * Fits a chain's stages on a part for a model that is kept; empty if their columns are no longer
   * stored.
   */
  Optional<Made> made(PipelineSteps chain, FoldPart part) {
    return plan(chain, part)
        .flatMap(plan -> ifCollected(plan, part))
        .map(fit -> new Made(allModels(chain, fit), fit.columns()));
  }

  private Optional<ArrayPipeline.Fitted> ifCollected(Plan plan, FoldPart part) {
    Object holder = new Object();
    try {
      return sources
          .holdMade(plan.source(), holder)
          .flatMap(StoredColumns::table)
          .flatMap(rows -> plan.program().fit(rows, cut(part)));
    } finally {
      sources.leave(plan.source(), holder);
    }
  }

  private RankCut cut(FoldPart part) {
    return table.parts().cut(part).orElseThrow(); // a plan implies a cut
  }

  @Override
  public void close() {
    sources.close();
  }
}
