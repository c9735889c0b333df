package org.espalier.spark.feature;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.ImputerModel;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.MaxAbsScalerModel;
import org.apache.spark.ml.feature.MinMaxScalerModel;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.StandardScalerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.espalier.spark.cell.SneakyThrow;
import org.espalier.spark.data.table.ColumnPass;
import org.espalier.spark.data.table.PlanSettings;
import org.espalier.spark.data.table.StoredField;
import org.espalier.spark.data.table.WideRows;
import org.jspecify.annotations.Nullable;

/**
 * Imputers and the assembler that begin a fitted pipeline, applied to the rows of a wide table in
 * one pass. Spark's own {@link ImputerModel} and {@link VectorAssembler} add an expression for each
 * column and search the schema for each name, which takes quadratic time.
 *
 * @param columns numbers in the order of the vector
 * @param kept other columns of the rows
 * @param isKept true if missing numbers become NaN; false if they are an error
 * @param schema columns that are left, then the vector
 */
public record AssembledRows(
    List<NumericColumn> columns, List<StoredField> kept, boolean isKept, StructType schema)
    implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {

  @Serial private static final long serialVersionUID = 1;

  /**
   * Column of numbers.
   *
   * @param missing value that is imputed besides null
   * @param surrogate value in its place; NaN if nothing is imputed
   */
  record NumericColumn(StoredField field, double missing, double surrogate)
      implements Serializable {

    @Serial private static final long serialVersionUID = 1;

    NumericColumn imputed(double value, double by) {
      return new NumericColumn(field, value, ImputerFit.cast(by, field.type()));
    }

    /** Returns the number of a row; NaN if it is null or NaN, and not imputed. */
    double of(InternalRow row) {
      if (field.isNull(row)) {
        return surrogate;
      }
      double value = field.number(row);
      boolean isMissing = value == missing || (Double.isNaN(value) && Double.isNaN(missing));
      return isMissing ? surrogate : value;
    }
  }

  /**
   * Rows after the first stages of a pipeline.
   *
   * @param rows without the numbers that were assembled
   * @param stages number of stages that were applied
   */
  public record Applied(Dataset<Row> rows, int stages) {}

  public AssembledRows {
    columns = List.copyOf(columns);
    kept = List.copyOf(kept);
  }

  /**
   * Applies the first stages of a pipeline to the rows of a wide table. Numbers that are assembled
   * are left out, unless a param of a later stage names them.
   *
   * @return empty if the table is not wide, if the first stages are no imputers and an assembler of
   *     numbers, or if a later stage may read what is assembled
   */
  public static Optional<Applied> of(List<Transformer> stages, Dataset<Row> rows) {
    StructType schema = rows.schema();
    int assembler = 0;
    while (assembler < stages.size() && stages.get(assembler).getClass() == ImputerModel.class) {
      assembler++;
    }
    if (!PlanSettings.isWide(schema.size())
        || assembler == stages.size()
        || stages.get(assembler).getClass() != VectorAssembler.class
        || !stages.subList(assembler + 1, stages.size()).stream()
            .allMatch(AssembledRows::isAfter)) {
      return Optional.empty();
    }
    WideRows wide = WideRows.of(rows);
    Map<String, NumericColumn> numbers = numbers(wide);
    for (Transformer stage : stages.subList(0, assembler)) {
      if (!impute((ImputerModel) stage, numbers)) {
        return Optional.empty();
      }
    }
    VectorAssembler last = (VectorAssembler) stages.get(assembler);
    List<String> inputs = List.of(last.getInputCols());
    String invalid = last.getHandleInvalid();
    if (!numbers.keySet().containsAll(inputs) || invalid.equals("skip")) { // which removes rows
      return Optional.empty();
    }
    List<NumericColumn> columns = inputs.stream().map(numbers::get).toList();
    Set<StoredField> assembled = new HashSet<>();
    columns.forEach(column -> assembled.add(column.field()));
    Set<Object> named = named(stages.subList(assembler + 1, stages.size()));
    List<StructField> left = new ArrayList<>(List.of(schema.fields()));
    left.removeIf(
        field -> assembled.contains(wide.field(field.name())) && !named.contains(field.name()));
    StructType output =
        new StructType(left.toArray(StructField[]::new))
            .add(last.getOutputCol(), SQLDataTypes.VectorType(), false);
    AssembledRows each =
        new AssembledRows(columns, wide.fields(left), invalid.equals("keep"), output);
    return Optional.of(new Applied(wide.mapped(output, each), assembler + 1));
  }

  /** Returns true for stages that read vectors and predictions, but no metadata of a vector. */
  private static boolean isAfter(Transformer stage) {
    return stage instanceof PredictionModel
        || stage instanceof IndexToString
        || stage instanceof StandardScalerModel
        || stage instanceof MaxAbsScalerModel
        || stage instanceof MinMaxScalerModel
        || stage instanceof Normalizer;
  }

  /** Returns the values of all params of stages, among them the columns that they read. */
  private static Set<Object> named(List<Transformer> stages) {
    Set<Object> values = new HashSet<>();
    for (Transformer stage : stages) {
      for (Param<?> param : stage.params()) {
        if (stage.isDefined(param)) {
          values.add(stage.getOrDefault(param));
        }
      }
    }
    return values;
  }

  private static Map<String, NumericColumn> numbers(WideRows rows) {
    Map<String, NumericColumn> numbers = new HashMap<>();
    rows.fields()
        .forEach(
            (name, field) -> {
              if (ImputerFit.isTaken(field.type())) {
                numbers.put(name, new NumericColumn(field, Double.NaN, Double.NaN));
              }
            });
    return numbers;
  }

  /** Adds the outputs of an imputer; returns false if it reads what is no number of the rows. */
  private static boolean impute(ImputerModel imputer, Map<String, NumericColumn> numbers) {
    StageColumns names = StageColumns.of(imputer);
    if (!names.arePairs()) {
      return false;
    }
    Row surrogates = imputer.surrogateDF().head();
    Map<String, NumericColumn> made = new HashMap<>();
    for (int i = 0; i < names.inputs().size(); i++) {
      String name = names.inputs().get(i);
      NumericColumn number = numbers.get(name);
      if (number == null || !Double.isNaN(number.surrogate())) {
        return false;
      }
      double by = surrogates.getDouble(surrogates.fieldIndex(name));
      made.put(names.outputs().get(i), number.imputed(imputer.getMissingValue(), by));
    }
    numbers.putAll(made);
    return true;
  }

  @Override
  public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
    UnsafeProjection flat = UnsafeProjection.create(schema);
    UserDefinedType<?> vectors = (UserDefinedType<?>) SQLDataTypes.VectorType();
    return ColumnPass.mapped(rows, row -> flat.apply(new GenericInternalRow(values(row, vectors))));
  }

  private @Nullable Object[] values(InternalRow row, UserDefinedType<?> vectors) {
    @Nullable Object[] values = new @Nullable Object[kept.size() + 1];
    for (int i = 0; i < kept.size(); i++) {
      values[i] = kept.get(i).value(row);
    }
    values[kept.size()] = serialized(vectors, vector(row));
    return values;
  }

  private double[] vector(InternalRow row) {
    double[] vector = new double[columns.size()];
    for (int i = 0; i < vector.length; i++) {
      double value = columns.get(i).of(row);
      if (Double.isNaN(value) && !isKept) {
        throw SneakyThrow.thrown(
            new SparkException(
                "Encountered a missing number while assembling a row with handleInvalid = \"error\"."
                    + " Consider removing missing numbers from dataset or using handleInvalid ="
                    + " \"keep\" or \"skip\"."));
      }
      vector[i] = value == 0 ? 0 : value; // -0.0, which the assembler does not store
    }
    return vector;
  }

  @SuppressWarnings("unchecked") // the type of vectors
  private static <T> Object serialized(UserDefinedType<T> type, double[] vector) {
    return type.serialize((T) Vectors.dense(vector).compressed());
  }
}
