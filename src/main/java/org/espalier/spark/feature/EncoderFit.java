package org.espalier.spark.feature;

import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.OneHotEncoderModel;
import org.jspecify.annotations.Nullable;

/**
 * Fit of {@link OneHotEncoder} for columns whose metadata has their number of categories, such as
 * the output of an indexer.
 */
final class EncoderFit implements ArrayStage {

  @Override
  public boolean takes(PipelineStage stage) {
    return stage.getClass() == OneHotEncoder.class && StageColumns.of(stage).arePairs();
  }

  @Override
  public Optional<Transformer> fit(PipelineStage stage, FoldColumns columns) {
    OneHotEncoder encoder = (OneHotEncoder) stage;
    boolean keeps = encoder.getHandleInvalid().equals("keep");
    StageColumns names = StageColumns.of(stage);
    int[] sizes = new int[names.inputs().size()];
    for (int i = 0; i < sizes.length; i++) {
      if (!(columns.column(names.inputs().get(i)) instanceof ColumnValues.Numbers numbers)) {
        return Optional.empty();
      }
      sizes[i] = numbers.categories().orElse(0);
      int size = sizes[i] + (keeps ? 1 : 0) - (encoder.getDropLast() ? 1 : 0);
      int[] places = size < 1 || sizes[i] < 1 ? null : places(numbers.values(), sizes[i], keeps);
      if (places == null) {
        return Optional.empty();
      }
      columns.add(names.outputs().get(i), new ColumnValues.Encoded(places, size));
    }
    return Optional.of(ArrayStage.of(encoder, new OneHotEncoderModel(encoder.uid(), sizes)));
  }

  /**
   * Returns the category of each row; null if a value is not a category.
   *
   * @param keeps true if values beyond the categories form a further category
   */
  private static int @Nullable [] places(double[] values, int categories, boolean keeps) {
    int[] places = new int[values.length];
    for (int row = 0; row < places.length; row++) {
      double value = values[row];
      boolean known = value >= 0 && value < categories && value == Math.rint(value);
      if (!known && !(keeps && value >= categories)) {
        return null;
      }
      places[row] = known ? (int) value : categories;
    }
    return places;
  }
}
