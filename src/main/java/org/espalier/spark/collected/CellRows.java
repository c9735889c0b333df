package org.espalier.spark.collected;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;
import org.espalier.spark.feature.FoldColumns;

/**
 * Rows that a cell is trained on and, if there are any, those that it is scored on: parts of one
 * table, which is collected once for all cells whose rows have the same key.
 *
 * @param key identifies the table, by equality
 * @param fold the part that is scored, all others being trained on; {@link #WHOLE} if all are
 * @param tables the datasets of the table, called if it was not collected before; a fit reads the
 *     first one
 * @param stages the same rows, made by feature stages from columns that are collected already, if
 *     that is possible; called first
 */
public record CellRows(
    Object key,
    int fold,
    Supplier<List<PartOfRows>> tables,
    Supplier<Optional<FoldColumns>> stages) {

  /** Fold of rows that are all trained on. */
  public static final int WHOLE = -1;

  static final int VALIDATION = 0;
  static final int TRAINING = 1;

  /** Dataset, and the part of each of its rows, an integer. */
  public record PartOfRows(Dataset<?> rows, Column part) {}

  private CellRows(Object key, int fold, Supplier<List<PartOfRows>> tables) {
    this(key, fold, tables, Optional::empty);
  }

  /**
   * Rows of a fold of a table.
   *
   * @param table identifies it, by equality
   */
  public record OfFold(Object table, int fold) {}

  /** Identifies these rows, by equality. */
  public OfFold ofFold() {
    return new OfFold(key, fold);
  }

  /** Copy whose rows feature stages make, if possible. */
  public CellRows of(Supplier<Optional<FoldColumns>> made) {
    return new CellRows(key, fold, tables, made);
  }

  /**
   * Rows that are all trained on.
   *
   * @param training called if the rows were not collected before
   */
  public static CellRows whole(Object key, Supplier<Dataset<?>> training) {
    return new CellRows(
        key, WHOLE, () -> List.of(new PartOfRows(training.get(), functions.lit(TRAINING))));
  }

  /** Training rows and rows to be scored, in two datasets. */
  public static CellRows split(
      Object key, Supplier<Dataset<?>> training, Supplier<Dataset<?>> validation) {
    return new CellRows(
        List.of(key, "split"),
        VALIDATION,
        () -> {
          List<PartOfRows> parts = new ArrayList<>();
          parts.add(new PartOfRows(training.get(), functions.lit(TRAINING)));
          parts.add(new PartOfRows(validation.get(), functions.lit(VALIDATION)));
          return parts;
        });
  }

  /**
   * Rows of a fold of a table.
   *
   * @param fold the one that is scored; {@link #WHOLE} if all rows are trained on
   * @param part the fold that a row validates
   */
  public static CellRows folded(Object key, int fold, Column part, Supplier<Dataset<?>> table) {
    return new CellRows(key, fold, () -> List.of(new PartOfRows(table.get(), part.cast("int"))));
  }
}
