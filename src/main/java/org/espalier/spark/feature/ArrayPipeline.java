package org.espalier.spark.feature;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.chain.RankCut;

/**
 * Sequence of feature stages that are fitted on columns in arrays. Spark applies some of the stages
 * to the rows before their columns are collected.
 *
 * @param stages all stages, in their order
 * @param ahead stages that Spark applies before collecting; they transform each row by itself and
 *     read no column that a stage computes in arrays
 */
public record ArrayPipeline(List<PipelineStage> stages, Set<PipelineStage> ahead) {

  private static final List<ArrayStage> FITS =
      List.of(
          new ImputerFit(),
          new IndexerFit(),
          new EncoderFit(),
          new AssemblerFit(),
          new ScalerFit(),
          new IdfFit(),
          new NormalizerFit(),
          new DiscretizerFit());

  public ArrayPipeline {
    stages = List.copyOf(stages);
    ahead = Collections.unmodifiableSet(new LinkedHashSet<>(ahead));
  }

  /**
   * Returns the pipeline of some stages; empty if a stage has no fit in arrays and cannot be
   * applied ahead, or if all stages can be applied ahead.
   *
   * @param isRowWise true for transformers that transform each row by itself
   */
  public static Optional<ArrayPipeline> of(
      List<PipelineStage> stages, Predicate<PipelineStage> isRowWise) {
    Set<PipelineStage> ahead = new LinkedHashSet<>();
    Set<String> used = new TreeSet<>(String.CASE_INSENSITIVE_ORDER); // outputs of stages in arrays
    for (PipelineStage stage : stages) {
      StageColumns columns = StageColumns.of(stage);
      if (fitOf(stage).isPresent()) {
        used.addAll(columns.outputs());
      } else if (isRowWise.test(stage) && isFree(columns, used) && !takesRowsOut(stage)) {
        ahead.add(stage);
      } else {
        return Optional.empty();
      }
    }
    return ahead.size() < stages.size()
        ? Optional.of(new ArrayPipeline(stages, ahead))
        : Optional.empty();
  }

  private static boolean isFree(StageColumns columns, Set<String> used) {
    return !columns.inputs().isEmpty()
        && !columns.outputs().isEmpty()
        && Stream.concat(columns.inputs().stream(), columns.outputs().stream())
            .noneMatch(used::contains);
  }

  /** Returns true for a stage that removes rows, from which earlier stages would still learn. */
  private static boolean takesRowsOut(PipelineStage stage) {
    return stage.hasParam("handleInvalid")
        && stage.getOrDefault(stage.getParam("handleInvalid")).equals("skip");
  }

  private Stream<PipelineStage> inArrays() {
    return stages.stream().filter(stage -> !ahead.contains(stage));
  }

  /** Applies the stages that come before collecting. */
  public Dataset<Row> applied(Dataset<Row> rows) {
    Dataset<Row> behind = rows;
    for (PipelineStage stage : ahead) {
      behind = ((Transformer) stage).transform(behind);
    }
    return behind;
  }

  private static Optional<ArrayStage> fitOf(PipelineStage stage) {
    return FITS.stream().filter(fit -> fit.takes(stage)).findFirst();
  }

  /** Returns the columns of the table that indexers read as texts. */
  Set<String> texts() {
    Set<String> texts = new LinkedHashSet<>();
    inArrays()
        .filter(StringIndexer.class::isInstance)
        .forEach(stage -> texts.addAll(StageColumns.of(stage).inputs()));
    return texts;
  }

  /**
   * Returns the columns of the table that the stages, or readers of their output, need.
   *
   * @param behind columns read after the stages
   */
  Set<String> reads(List<String> behind) {
    Set<String> read = new LinkedHashSet<>();
    Set<String> made = new LinkedHashSet<>();
    inArrays()
        .map(StageColumns::of)
        .forEach(
            columns -> {
              columns.inputs().stream().filter(name -> !made.contains(name)).forEach(read::add);
              made.addAll(columns.outputs());
            });
    behind.stream().filter(name -> !made.contains(name)).forEach(read::add);
    return read;
  }

  /**
   * Models of the stages, and their output columns for all rows of a part.
   *
   * @param models models in the order of the stages; a stage that learns nothing is its own model
   */
  public record Fitted(List<Transformer> models, FoldColumns columns) {

    public Fitted {
      models = List.copyOf(models);
    }
  }

  /**
   * Fits the stages on the training rows of a part.
   *
   * @return models and columns; empty if MLlib's own fit or model may refuse a row or a column
   */
  public Optional<Fitted> fit(RowTable table, RankCut part) {
    FoldColumns columns = new FoldColumns(table, part);
    List<Transformer> models = new ArrayList<>();
    for (PipelineStage stage : stages) {
      Optional<Transformer> model =
          ahead.contains(stage)
              ? Optional.of((Transformer) stage)
              : fitOf(stage).flatMap(fit -> fit.fit(stage, columns));
      if (model.isEmpty()) {
        return Optional.empty();
      }
      models.add(model.get());
    }
    return Optional.of(new Fitted(models, columns));
  }
}
