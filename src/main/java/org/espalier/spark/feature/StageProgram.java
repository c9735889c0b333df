package org.espalier.spark.feature;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.StringIndexer;
import org.espalier.spark.rows.RankCut;

/**
 * Feature stages that are fitted one after another on columns in arrays.
 *
 * @param stages each of which there is a fit of
 */
public record StageProgram(List<PipelineStage> stages) {

  private static final List<StageFit> FITS =
      List.of(
          new ImputerFit(),
          new IndexerFit(),
          new EncoderFit(),
          new AssemblerFit(),
          new ScalerFit());

  public StageProgram {
    stages = List.copyOf(stages);
  }

  /** The program of some stages; empty if one of them is not known here. */
  public static Optional<StageProgram> of(List<PipelineStage> stages) {
    return !stages.isEmpty() && stages.stream().allMatch(stage -> fitOf(stage).isPresent())
        ? Optional.of(new StageProgram(stages))
        : Optional.empty();
  }

  private static Optional<StageFit> fitOf(PipelineStage stage) {
    return FITS.stream().filter(fit -> fit.takes(stage)).findFirst();
  }

  /** Columns of the table that indexers read as texts. */
  Set<String> texts() {
    Set<String> texts = new LinkedHashSet<>();
    stages.stream()
        .filter(StringIndexer.class::isInstance)
        .forEach(stage -> texts.addAll(StageColumns.of(stage).inputs()));
    return texts;
  }

  /**
   * Columns of the table that the stages read, or something behind them does.
   *
   * @param behind read behind the stages
   */
  Set<String> reads(List<String> behind) {
    Set<String> read = new LinkedHashSet<>();
    Set<String> made = new LinkedHashSet<>();
    for (PipelineStage stage : stages) {
      StageColumns columns = StageColumns.of(stage);
      columns.inputs().stream().filter(name -> !made.contains(name)).forEach(read::add);
      made.addAll(columns.outputs());
    }
    behind.stream().filter(name -> !made.contains(name)).forEach(read::add);
    return read;
  }

  /**
   * Models of the stages and columns of all rows of a part behind them.
   *
   * @param models in the stages' order; a stage that learns nothing is its own
   */
  public record Fitted(List<Transformer> models, FoldColumns columns) {

    public Fitted {
      models = List.copyOf(models);
    }
  }

  /**
   * Fits the stages on the training rows of a part.
   *
   * @return empty where a stage's own fit or model may refuse a row or a column
   */
  public Optional<Fitted> fit(ColumnTable table, RankCut part) {
    FoldColumns columns = new FoldColumns(table.of(part), part);
    List<Transformer> models = new ArrayList<>();
    for (PipelineStage stage : stages) {
      Optional<Transformer> model = fitOf(stage).flatMap(fit -> fit.fit(stage, columns));
      if (model.isEmpty()) {
        return Optional.empty();
      }
      models.add(model.get());
    }
    return Optional.of(new Fitted(models, columns));
  }
}
