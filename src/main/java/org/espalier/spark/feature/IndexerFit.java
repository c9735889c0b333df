package org.espalier.spark.feature;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.jspecify.annotations.Nullable;

/**
 * Fit of {@link StringIndexer} for columns of texts. Texts of equal frequency are in ascending
 * order.
 */
final class IndexerFit implements ArrayStage {

  private static final String KEEP = "keep";

  /**
   * Category of null and of texts that the training rows lack, as in {@code StringIndexerModel}.
   */
  private static final String UNKNOWN = "__unknown";

  @Override
  public boolean takes(PipelineStage stage) {
    return stage instanceof StringIndexer indexer
        && stage.getClass() == StringIndexer.class
        && !indexer.getHandleInvalid().equals("skip") // removes rows
        && StageColumns.of(stage).arePairs();
  }

  @Override
  public Optional<Transformer> fit(PipelineStage stage, FoldColumns columns) {
    StringIndexer indexer = (StringIndexer) stage;
    StageColumns names = StageColumns.of(stage);
    String[][] labels = new String[names.inputs().size()][];
    for (int i = 0; i < labels.length; i++) {
      if (!(columns.column(names.inputs().get(i)) instanceof ColumnValues.Texts texts)) {
        return Optional.empty();
      }
      int[] order = order(texts, columns, indexer.getStringOrderType());
      labels[i] = Arrays.stream(order).mapToObj(text -> texts.texts()[text]).toArray(String[]::new);
      boolean keeps = indexer.getHandleInvalid().equals(KEEP);
      ColumnValues.Numbers indices =
          indices(texts, order, names.outputs().get(i), keeps ? UNKNOWN : null);
      if (indices == null) {
        return Optional.empty();
      }
      columns.add(names.outputs().get(i), indices);
    }
    return Optional.of(ArrayStage.of(indexer, new StringIndexerModel(indexer.uid(), labels)));
  }

  /**
   * Returns the texts that occur in training rows, as positions in the dictionary, in the order of
   * their indices.
   */
  private static int[] order(ColumnValues.Texts texts, FoldColumns columns, String type) {
    long[] counts = new long[texts.texts().length];
    for (int row = 0; row < columns.rows(); row++) {
      int text = texts.places()[row];
      if (text >= 0 && columns.isTraining(row)) {
        counts[text]++;
      }
    }
    Comparator<Integer> ascending = Comparator.comparing((Integer text) -> texts.texts()[text]);
    Comparator<Integer> rarest = Comparator.comparing((Integer text) -> counts[text]);
    Comparator<Integer> order =
        switch (type) {
          case "frequencyDesc" -> rarest.reversed().thenComparing(ascending);
          case "frequencyAsc" -> rarest.thenComparing(ascending);
          case "alphabetDesc" -> ascending.reversed();
          case "alphabetAsc" -> ascending;
          default -> throw new IllegalArgumentException("stringOrderType: '%s'".formatted(type));
        };
    return IntStream.range(0, counts.length)
        .filter(text -> counts[text] > 0)
        .boxed()
        .sorted(order)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * Returns the index of each row; null if a row has none.
   *
   * @param unknown category of rows whose text is null or does not occur in training rows; null if
   *     such rows have no index
   */
  private static ColumnValues.@Nullable Numbers indices(
      ColumnValues.Texts texts, int[] order, String name, @Nullable String unknown) {
    double[] byText = new double[texts.texts().length];
    Arrays.fill(byText, unknown == null ? Double.NaN : order.length);
    for (int index = 0; index < order.length; index++) {
      byText[order[index]] = index;
    }
    double[] values = new double[texts.places().length];
    for (int row = 0; row < values.length; row++) {
      int text = texts.places()[row];
      values[row] = text >= 0 ? byText[text] : unknown == null ? Double.NaN : order.length;
      if (Double.isNaN(values[row])) {
        return null;
      }
    }
    String[] categories = new String[order.length + (unknown == null ? 0 : 1)];
    for (int index = 0; index < categories.length; index++) {
      categories[index] = index < order.length ? texts.texts()[order[index]] : UNKNOWN;
    }
    return new ColumnValues.Numbers(
        values,
        NominalAttribute.defaultAttr().withName(name).withValues(categories).toStructField());
  }
}
