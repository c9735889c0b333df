package org.espalier.spark.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.spark.data.Plans;
import org.espalier.spark.data.Tables;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MissingMarkersTest extends SparkTest {

  @TempDir static Path folder;

  private static MissingMarkers of(Plans plans) {
    return MissingMarkers.of(table(), plans.plan());
  }

  private static Map<String, DataType> types(MissingMarkers spellings) {
    return spellings.values().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, value -> value.getValue().type()));
  }

  private static Plans plans() {
    return Plans.of("t.csv", "whole");
  }

  /** Texts throughout, as JSON and Parquet may have them. */
  private static Dataset<Row> table() {
    Path file =
        Tables.file(
            folder,
            "t.csv",
            "whole,word,fraction,code,day,held,moment,year",
            "1,x,1.5,01,2020-01-01,2020-02-01,2020-01-01T10:00:00Z,2020",
            "NA,NA,?,02,2020-01-02,-,2020-01-02T11:30:00Z,2021",
            "3,y,2,03,2020-01-03,2020-02-03,2020-01-03 12:00:00,2022");
    return spark().read().option("header", "true").csv(file.toUri().toString());
  }

  @Test
  void what_a_text_for_a_missing_value_hides_is_told_and_left_as_it_is() {
    MissingMarkers spellings = of(plans());
    assertThat(spellings.hidden())
        .isEqualTo(Map.of("whole", List.of("NA"), "fraction", List.of("?"), "held", List.of("-")));
    assertThat(spellings.values()).doesNotContainKeys("whole", "word", "fraction", "code");
    assertThat(spellings.hiding()).containsExactly("NA", "?", "-");
    assertThat(spellings.notes())
        .containsExactly(
            "columns 'whole', 'fraction', 'held' hold numbers or dates except for \"NA\", \"?\","
                + " \"-\", so each value is a category; set data.missing = [\"NA\", \"?\", \"-\"]");
    assertThat(of(plans().ignore("held")).hidden()).containsOnlyKeys("whole", "fraction");
  }

  @Test
  void partitions_are_looked_at_as_one_table() {
    MissingMarkers apart = MissingMarkers.of(table().repartition(3), plans().plan());
    assertThat(apart).isEqualTo(of(plans()));
  }

  @Test
  void declared_texts_are_missing_and_the_others_are_what_they_are() {
    MissingMarkers spellings = of(plans().missing("NA", "?"));
    assertThat(types(spellings))
        .containsEntry("whole", DataTypes.LongType)
        .containsEntry("word", DataTypes.StringType)
        .containsEntry("fraction", DataTypes.DoubleType)
        .doesNotContainKey("code");
    assertThat(spellings.hidden()).containsOnlyKeys("held");
  }

  @Test
  void iso_dates_and_times_are_dates_and_times_and_a_year_is_none() {
    assertThat(types(of(plans())))
        .isEqualTo(Map.of("day", DataTypes.DateType, "moment", DataTypes.TimestampType));
    assertThat(types(of(plans().time("day")))).containsOnlyKeys("moment");
  }
}
