package org.espalier.spark.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.jspecify.annotations.Nullable;

/**
 * Fit of {@link VectorAssembler} for numbers and vectors. If missing values are kept as NaN, it
 * accepts numbers only.
 */
final class AssemblerFit implements ArrayStage {

  private static final String KEEP = "keep";

  @Override
  public boolean takes(PipelineStage stage) {
    return stage instanceof VectorAssembler assembler
        && stage.getClass() == VectorAssembler.class
        && !assembler.getHandleInvalid().equals("skip") // removes rows
        && !StageColumns.of(stage).inputs().isEmpty()
        && StageColumns.of(stage).outputs().size() == 1;
  }

  @Override
  public Optional<Transformer> fit(PipelineStage stage, FoldColumns columns) {
    StageColumns names = StageColumns.of(stage);
    boolean keeps = ((VectorAssembler) stage).getHandleInvalid().equals(KEEP);
    List<ColumnValues> inputs = new ArrayList<>();
    int[] categories = {};
    for (String name : names.inputs()) {
      ColumnValues input = columns.column(name);
      int[] own = categories(input);
      // With missing vectors, the assembler reads their size from the column's metadata.
      if (input == null || own == null || (keeps && input instanceof VectorValues)) {
        return Optional.empty();
      }
      inputs.add(input);
      int before = categories.length;
      categories = Arrays.copyOf(categories, before + own.length);
      System.arraycopy(own, 0, categories, before, own.length);
    }
    VectorsBuilder rows = new VectorsBuilder(columns.rows(), categories.length, stored(inputs));
    for (int row = 0; row < columns.rows(); row++) {
      if (!isAssembled(inputs, row, keeps, rows)) {
        return Optional.empty();
      }
    }
    columns.add(names.outputs().get(0), rows.vectors(categories));
    return Optional.of((Transformer) stage);
  }

  /**
   * Returns the number of categories of each vector element of a column; null if the column cannot
   * be assembled.
   */
  private static int @Nullable [] categories(@Nullable ColumnValues column) {
    if (column instanceof ColumnValues.Numbers numbers) {
      Optional<Integer> known = numbers.categories();
      return known.isPresent() ? new int[] {known.get()} : null;
    }
    if (column instanceof ColumnValues.Encoded encoded) {
      int[] two = new int[encoded.size()];
      Arrays.fill(two, 2);
      return two;
    }
    return column instanceof VectorValues vectors ? vectors.categories() : null;
  }

  /** Returns the number of nonzero values. */
  private static int stored(List<ColumnValues> inputs) {
    int count = 0;
    for (ColumnValues input : inputs) {
      if (input instanceof ColumnValues.Numbers numbers) {
        count += (int) Arrays.stream(numbers.values()).filter(value -> value != 0).count();
      } else if (input instanceof ColumnValues.Encoded encoded) {
        count += (int) Arrays.stream(encoded.places()).filter(p -> p < encoded.size()).count();
      } else if (input instanceof VectorValues vectors) {
        count += vectors.stored();
      }
    }
    return count;
  }

  /** Adds a row; returns false if the assembler would refuse it. */
  private static boolean isAssembled(
      List<ColumnValues> inputs, int row, boolean keeps, VectorsBuilder rows) {
    int place = 0;
    for (ColumnValues input : inputs) {
      if (input instanceof ColumnValues.Numbers numbers) {
        if (Double.isNaN(numbers.values()[row]) && !keeps) {
          return false;
        }
        rows.add(place++, numbers.values()[row]);
      } else if (input instanceof ColumnValues.Encoded encoded) {
        if (encoded.places()[row] < encoded.size()) {
          rows.add(place + encoded.places()[row], 1);
        }
        place += encoded.size();
      } else if (input instanceof VectorValues vectors) {
        rows.add(vectors, row, place);
        place += vectors.size();
      }
    }
    rows.end();
    return true;
  }
}
