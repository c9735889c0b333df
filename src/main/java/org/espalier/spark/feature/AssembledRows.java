package org.espalier.spark.feature;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
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
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.espalier.spark.SparkLine;
import org.espalier.spark.cell.SneakyThrow;
import org.espalier.spark.data.table.ColumnPass;
import org.espalier.spark.data.table.PlanSettings;

/**
 * Imputers and the assembler that begin a fitted pipeline, applied to the rows of a wide table in
 * one pass. Spark's own {@link ImputerModel} and {@link VectorAssembler} add an expression for each
 * column and search the schema for each name, which takes quadratic time.
 *
 * @param columns numbers in the order of the vector
 * @param keptFields ordinals of the other columns of the rows
 * @param isKept true if missing numbers become NaN; false if they are an error
 * @param schema columns that are left, then the vector
 */
public record AssembledRows(
    List<NumericColumn> columns, List<Integer> keptFields, boolean isKept, StructType schema)
    implements Serializable {

  @Serial private static final long serialVersionUID = 1;

  /**
   * Column of numbers.
   *
   * @param ordinal position in the rows
   * @param missing value that is imputed besides null
   * @param surrogate value in its place; NaN if nothing is imputed
   */
  record NumericColumn(int ordinal, DataType type, double missing, double surrogate)
      implements Serializable {

    @Serial private static final long serialVersionUID = 1;

    NumericColumn imputed(double value, double by) {
      return new NumericColumn(ordinal, type, value, ImputerFit.cast(by, type));
    }

    /** Returns the number of a row; NaN if it is null or NaN, and not imputed. */
    double of(InternalRow row) {
      if (row.isNullAt(ordinal)) {
        return surrogate;
      }
      double value = value(row);
      boolean isMissing = value == missing || (Double.isNaN(value) && Double.isNaN(missing));
      return isMissing ? surrogate : value;
    }

    private double value(InternalRow row) {
      if (type instanceof DoubleType) {
        return row.getDouble(ordinal);
      } else if (type instanceof FloatType) {
        return row.getFloat(ordinal);
      } else if (type instanceof LongType) {
        return row.getLong(ordinal);
      } else if (type instanceof IntegerType) {
        return row.getInt(ordinal);
      }
      return type instanceof ShortType ? row.getShort(ordinal) : row.getByte(ordinal);
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
    keptFields = List.copyOf(keptFields);
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
    Map<String, NumericColumn> numbers = numbers(schema);
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
    Set<Integer> assembled = new HashSet<>();
    columns.forEach(column -> assembled.add(column.ordinal()));
    Set<Object> named = named(stages.subList(assembler + 1, stages.size()));
    StructField[] fields = schema.fields();
    int[] kept =
        IntStream.range(0, fields.length)
            .filter(i -> !assembled.contains(i) || named.contains(fields[i].name()))
            .toArray();
    StructType left =
        new StructType(Arrays.stream(kept).mapToObj(i -> fields[i]).toArray(StructField[]::new))
            .add(last.getOutputCol(), SQLDataTypes.VectorType(), false);
    AssembledRows made =
        new AssembledRows(
            columns, Arrays.stream(kept).boxed().toList(), invalid.equals("keep"), left);
    return Optional.of(new Applied(made.applied(rows), assembler + 1));
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

  private static Map<String, NumericColumn> numbers(StructType schema) {
    Map<String, NumericColumn> numbers = new HashMap<>();
    StructField[] fields = schema.fields();
    for (int i = 0; i < fields.length; i++) {
      DataType type = fields[i].dataType();
      if (ImputerFit.isTaken(type)) {
        numbers.put(fields[i].name(), new NumericColumn(i, type, Double.NaN, Double.NaN));
      }
    }
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

  private Dataset<Row> applied(Dataset<Row> rows) {
    RDD<InternalRow> assembled =
        PlanSettings.under(rows.sparkSession(), () -> rows.queryExecution().toRdd())
            .toJavaRDD()
            .mapPartitions(this::assembled)
            .rdd();
    return SparkLine.table(rows.sparkSession(), assembled, schema);
  }

  private Iterator<InternalRow> assembled(Iterator<InternalRow> rows) {
    UnsafeProjection flat = UnsafeProjection.create(schema);
    UserDefinedType<?> vectors = (UserDefinedType<?>) SQLDataTypes.VectorType();
    return ColumnPass.mapped(rows, row -> flat.apply(new GenericInternalRow(values(row, vectors))));
  }

  private Object[] values(InternalRow row, UserDefinedType<?> vectors) {
    Object[] values = new Object[keptFields.size() + 1];
    for (int i = 0; i < keptFields.size(); i++) {
      values[i] = row.get(keptFields.get(i), schema.apply(i).dataType());
    }
    values[keptFields.size()] = serialized(vectors, vector(row));
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
