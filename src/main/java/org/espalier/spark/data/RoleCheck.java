package org.espalier.spark.data;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.espalier.numeric.CountedNoun;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.table.DataProblems;
import org.espalier.spark.data.table.TimeOrdered;

/** Check that the columns with a role have valid values in every row. */
public record RoleCheck(Dataset<Row> table, DataProblems problems) {

  public void weight(StructField field) {
    Column weight = ColumnNames.column(field.name()).cast(DataTypes.DoubleType);
    Column odd = isnan(weight).or(weight.equalTo(Double.POSITIVE_INFINITY));
    Row found =
        table
            .select(
                count(when(weight.isNull().or(odd), lit(1))),
                count(when(weight.lt(0), lit(1))),
                sum(weight))
            .first();
    String path = "data.weight";
    String name = field.name();
    String right = "give a weight of at least 0 in every row";
    if (!problems.addIfAny(path, name, "has no finite number", found.getLong(0), right)
        && !problems.addIfAny(
            path, name, "is negative", found.getLong(1), "use weights of at least 0")
        && !found.isNullAt(2)
        && found.getDouble(2) == 0) {
      problems.add(
          path, "column '%s' is 0 in every row".formatted(name), "give some rows a weight above 0");
    }
  }

  public void censor(StructField field) {
    complete("censor", field);
    Column flag = ColumnNames.column(field.name()).cast(DataTypes.DoubleType);
    Column odd = not(flag.isin(0.0, 1.0));
    Row found = table.select(count(when(odd, lit(1))), sum(flag)).first();
    String right = "write 1 where the event was observed, 0 where the time is censored";
    if (!problems.addIfAny(
            "data.censor", field.name(), "is neither 0 nor 1", found.getLong(0), right)
        && !found.isNullAt(1)
        && found.getDouble(1) == 0) {
      problems.add(
          "data.censor",
          "column '%s' is 0 in every row: no time ended with the event".formatted(field.name()),
          "write 1 where the event was observed");
    }
  }

  /**
   * Checks a column of users or items. MLlib takes 32-bit integers, so numbers must fit into them;
   * texts are indexed.
   */
  public void rated(String role, StructField field) {
    complete(role, field);
    if (field.dataType() instanceof NumericType) {
      Column number = ColumnNames.column(field.name()).cast(DataTypes.LongType);
      long large = table.where(not(number.between(Integer.MIN_VALUE, Integer.MAX_VALUE))).count();
      String wrong = "does not fit into 32 bits";
      problems.addIfAny(
          "data." + role, field.name(), wrong, large, "use smaller numbers, or texts");
    }
  }

  /** Checks a column of times: texts must parse as timestamps, and numbers must not be NaN. */
  public void time(StructField field) {
    complete("time", field);
    Column source = ColumnNames.column(field.name());
    Column time = TimeOrdered.seconds(ColumnNames.quoted(field.name()), field.dataType());
    Dataset<Row> odd = table.where(source.isNotNull().and(time.isNull().or(isnan(time))));
    long rows = odd.count();
    if (rows > 0) {
      problems.add(
          "data.time",
          "column '%s' holds no time in %s, the first is '%s'"
              .formatted(
                  field.name(), CountedNoun.of(rows, "row"), odd.select(source).first().get(0)),
          "use a date, a timestamp such as 2013-10-01 12:00:00, or a number");
    }
  }

  /**
   * Checks that no value is null: a row without a group or a time belongs to no side of a split.
   */
  public void complete(String role, StructField field) {
    long missing = table.where(ColumnNames.column(field.name()).isNull()).count();
    problems.addIfAny(
        "data." + role, field.name(), "has no value", missing, "give a value in every row");
  }
}
