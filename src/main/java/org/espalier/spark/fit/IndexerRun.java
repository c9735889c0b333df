package org.espalier.spark.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.feature.ArrayStage;
import org.espalier.spark.feature.StageColumns;

/**
 * Consecutive string indexers of a pipeline, none of which reads the output of another. One pass
 * over the rows fits all of them, as {@code StringIndexer} counts the values of each column
 * separately.
 *
 * @param indexers indexers in the order of the pipeline
 */
record IndexerRun(List<StringIndexer> indexers) {

  IndexerRun {
    indexers = List.copyOf(indexers);
  }

  /** Returns the run that begins with the first stage; empty if that stage is not an indexer. */
  static IndexerRun of(List<PipelineStage> stages) {
    List<StringIndexer> run = new ArrayList<>();
    Set<String> written = new LinkedHashSet<>();
    for (PipelineStage stage : stages) {
      if (!(stage instanceof StringIndexer indexer)
          || stage.getClass() != StringIndexer.class
          || !StageColumns.of(indexer).arePairs()
          || StageColumns.of(indexer).inputs().stream().anyMatch(written::contains)
          || (!run.isEmpty() && !goesOn(run.get(run.size() - 1), indexer))) {
        break;
      }
      run.add(indexer);
      written.addAll(StageColumns.of(indexer).outputs());
    }
    return new IndexerRun(run);
  }

  int size() {
    return indexers.size();
  }

  /**
   * Returns true if an indexer continues a run. An indexer that skips rows ends it, as it changes
   * the counts of the next one; so does another order of the labels.
   */
  private static boolean goesOn(StringIndexer before, StringIndexer next) {
    return !before.getHandleInvalid().equals("skip")
        && before.getStringOrderType().equals(next.getStringOrderType());
  }

  /** Returns the models that the indexers' own fits would return, in their order. */
  List<Transformer> fit(Dataset<Row> rows) {
    if (indexers.isEmpty()) {
      return List.of();
    }
    List<StageColumns> columns = indexers.stream().map(StageColumns::of).toList();
    StringIndexer all =
        new StringIndexer()
            .setInputCols(names(columns, StageColumns::inputs))
            .setOutputCols(names(columns, StageColumns::outputs))
            .setStringOrderType(indexers.get(0).getStringOrderType());
    String[][] labels = all.fit(rows).labelsArray();
    List<Transformer> models = new ArrayList<>();
    int from = 0;
    for (StringIndexer indexer : indexers) {
      int to = from + StageColumns.of(indexer).inputs().size();
      String[][] own = Arrays.copyOfRange(labels, from, to);
      models.add(ArrayStage.of(indexer, new StringIndexerModel(indexer.uid(), own)));
      from = to;
    }
    return models;
  }

  private static String[] names(
      List<StageColumns> columns, Function<StageColumns, List<String>> names) {
    return columns.stream().flatMap(each -> names.apply(each).stream()).toArray(String[]::new);
  }
}
