package org.espalier.spark.feature;

import java.io.Serializable;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.espalier.spark.ColumnNames;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** Column to collect, and the form of its values. */
public record CollectedColumn(StructField field, ValueForm kind) implements Serializable {

  private static final long serialVersionUID = 1;

  /** Form of a column's values. */
  enum ValueForm {
    TEXTS,
    NUMBERS,
    VECTORS
  }

  /** Column of the fold that each row validates. */
  static final CollectedColumn PART = ofNumbers("part", Metadata.empty());

  /** Column of the ranks by which parts of a fold are cut. */
  static final CollectedColumn RANK = ofNumbers("rank", Metadata.empty());

  /**
   * Returns a column of a table; null if it does not exist, or its type cannot be collected.
   *
   * @param texts names of columns whose values are read as texts
   */
  static @Nullable CollectedColumn of(StructType schema, String name, Set<String> texts) {
    Option<Object> place = schema.getFieldIndex(name);
    if (place.isEmpty()) {
      return null;
    }
    StructField field = schema.apply((Integer) place.get());
    ValueForm kind = kind(field, texts.contains(name));
    return kind == null ? null : new CollectedColumn(field, kind);
  }

  /**
   * Returns a column of numbers.
   *
   * @param metadata metadata of the column
   */
  public static CollectedColumn ofNumbers(String name, Metadata metadata) {
    return new CollectedColumn(
        new StructField(name, DataTypes.DoubleType, true, metadata), ValueForm.NUMBERS);
  }

  /**
   * Returns a column of vectors; empty if the field is not a vector column whose categories are
   * known.
   *
   * @param name name of the collected column
   * @param field field of the column in a table
   */
  public static Optional<CollectedColumn> ofVectors(String name, StructField field) {
    return kind(field, false) == ValueForm.VECTORS
        ? Optional.of(
            new CollectedColumn(
                new StructField(name, field.dataType(), true, field.metadata()), ValueForm.VECTORS))
        : Optional.empty();
  }

  private static @Nullable ValueForm kind(StructField field, boolean text) {
    DataType type = field.dataType();
    boolean number = type instanceof NumericType;
    if (text) {
      // MLlib's indexer does not count NaN of fractional types.
      boolean fraction = type instanceof DoubleType || type instanceof FloatType;
      return type.equals(DataTypes.StringType) || (number && !fraction) ? ValueForm.TEXTS : null;
    }
    if (type.equals(SQLDataTypes.VectorType())) {
      return Categories.areKnown(field) ? ValueForm.VECTORS : null;
    }
    return number || type.equals(DataTypes.BooleanType) ? ValueForm.NUMBERS : null;
  }

  /** Returns the column to select from the table. */
  Column column() {
    Column column = ColumnNames.column(field.name());
    return switch (kind) {
      case TEXTS -> column.cast(DataTypes.StringType);
      case NUMBERS -> column.cast(DataTypes.DoubleType);
      case VECTORS -> column;
    };
  }

  /**
   * Adds the categories from the metadata to the values of all rows; blocks of rows do not repeat
   * them. Returns null if the size of the vectors differs from that in the metadata.
   */
  @Nullable ColumnValues whole(ColumnValues all) {
    int[] categories = all instanceof VectorValues ? Categories.ofPlaces(field) : new int[0];
    return categories.length == 0 ? all : ((VectorValues) all).ofCategories(categories);
  }

  ColumnBuilder builder() {
    return switch (kind) {
      case TEXTS -> new ColumnBuilder.OfTexts();
      case NUMBERS -> new ColumnBuilder.OfNumbers(field);
      case VECTORS -> new ColumnBuilder.OfVectors();
    };
  }
}
