package org.espalier.spark.sharing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * String indexers that follow each other in a pipeline and read none of each other's columns: one
 * pass over the rows fits all, as {@code StringIndexer} counts the values of each of its columns by
 * themselves.
 *
 * @param indexers in the pipeline's order
 */
record IndexerRun(List<StringIndexer> indexers) {

  IndexerRun {
    indexers = List.copyOf(indexers);
  }

  /** The run that begins with the first of some stages; of no stage if that is no indexer. */
  static IndexerRun of(List<PipelineStage> stages) {
    List<StringIndexer> run = new ArrayList<>();
    Set<String> written = new LinkedHashSet<>();
    for (PipelineStage stage : stages) {
      if (!(stage instanceof StringIndexer indexer)
          || stage.getClass() != StringIndexer.class
          || !isNamed(indexer)
          || inputs(indexer).stream().anyMatch(written::contains)
          || (!run.isEmpty() && !goesOn(run.get(run.size() - 1), indexer))) {
        break;
      }
      run.add(indexer);
      written.addAll(outputs(indexer));
    }
    return new IndexerRun(run);
  }

  int size() {
    return indexers.size();
  }

  /** True if the columns are set as a fit requires. */
  private static boolean isNamed(StringIndexer indexer) {
    boolean one = indexer.isSet(indexer.inputCol());
    return one != indexer.isSet(indexer.inputCols())
        && inputs(indexer).size() == outputs(indexer).size();
  }

  /** An indexer that skips rows changes what the next one counts. */
  private static boolean goesOn(StringIndexer before, StringIndexer next) {
    return !before.getHandleInvalid().equals("skip")
        && before.getStringOrderType().equals(next.getStringOrderType());
  }

  private static List<String> inputs(StringIndexer indexer) {
    return indexer.isSet(indexer.inputCols())
        ? Arrays.asList(indexer.getInputCols())
        : List.of(indexer.getInputCol());
  }

  private static List<String> outputs(StringIndexer indexer) {
    return indexer.isSet(indexer.inputCols())
        ? Arrays.asList(
            indexer.isSet(indexer.outputCols()) ? indexer.getOutputCols() : new String[0])
        : List.of(indexer.getOutputCol());
  }

  /** The models that the indexers' own fits give, in their order. */
  List<Transformer> fit(Dataset<Row> rows) {
    if (indexers.isEmpty()) {
      return List.of();
    }
    String[] inputs = indexers.stream().flatMap(i -> inputs(i).stream()).toArray(String[]::new);
    String[] outputs = indexers.stream().flatMap(i -> outputs(i).stream()).toArray(String[]::new);
    StringIndexer all =
        new StringIndexer()
            .setInputCols(inputs)
            .setOutputCols(outputs)
            .setStringOrderType(indexers.get(0).getStringOrderType());
    String[][] labels = all.fit(rows).labelsArray();
    List<Transformer> models = new ArrayList<>();
    int from = 0;
    for (StringIndexer indexer : indexers) {
      int to = from + inputs(indexer).size();
      StringIndexerModel model =
          new StringIndexerModel(indexer.uid(), Arrays.copyOfRange(labels, from, to));
      indexer.copyValues(model, ParamMap.empty());
      model.setParent(indexer);
      models.add(model);
      from = to;
    }
    return models;
  }
}
