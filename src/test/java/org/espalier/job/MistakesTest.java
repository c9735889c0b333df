package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What can be wrong with a table, and with settings beside it: each has one line, {@code where:
 * path: what is wrong; what would be right}, exit 2 and no stack trace, and nothing is begun.
 */
final class MistakesTest extends SparkTest {

  private static final String RIGHT =
      """
      study = right
      data { source = "%s", label = y }
      learners = [ { type = logistic-regression, space { regParam = [0.1, 0.2] } } ]
      folds = 2
      search.trials = 2
      """;

  /**
   * A table (¶ ends a line, x20 stands for twenty lines); settings; what the line says. Every fifth
   * is one that no test of {@code StudyData} has.
   */
  private static final String TABLES =
      """
      x;y¶1;a¶2;b¶                           | seed=1             | data.options.sep: the table has one column, 'x;y'; set options { sep = ";" }
      x,x,y¶1,2,a¶3,4,b¶                     | seed=1             | data.source: column 'x' occurs twice in the header
      x,X,y¶1,2,a¶3,4,b¶                     | seed=1             | data.source: column 'X' occurs twice in the header
      x,y¶                                   | seed=1             | data.source: 'FILE' has no rows
      x,y¶1,a,7¶2,b¶x20                      | seed=1             | data.source: 1 row does not fit the header, the first of them '1,a,7'
      x,y¶"1¶2",a¶x20                        | seed=1             | where quoted values hold line breaks or doubled quotes
      x,w,y¶1,-1,a¶2,1,b¶1,1,a¶2,1,b¶        | data.weight=w      | data.weight: column 'w' is negative in 1 row; use weights of at least 0
      x,y¶x20                                | data.label=why     | data.label: there is no column 'why'; one of x, y
      x,y¶1,a¶2,a¶3,a¶                       | seed=1             | data.label: column 'y' is 'a' in every row
      x,y¶1,¶2,¶3,¶                          | seed=1             | data.label: column 'y' has no value in any row
      x,y¶1,a¶2¶x20                          | seed=1             | data.source: 1 row does not fit the header, the first of them '2'
      x,y¶x20¶21,c¶22,c¶                     | data.test=none & folds=3 | folds: class 'c' has 2 rows to learn from, fewer than the 3 folds; set folds = 2, or folds.stratified = false
      x,y¶x20                                | folds=50           | folds: 50 folds of 20 rows
      x,y¶x20                                | metric=rmse & learners=[random-forest] | regression needs a number, but label 'y' is of type string
      x,y¶x20                                | learners=[linear-regression] | learners: regression needs a number
      x,y¶1,a¶2,b¶3,c¶4,d¶5,e¶               | seed=1             | data.label: column 'y' has 5 different values in 5 rows: it names rows rather than classes
      x,y¶x20                                | data.ignore=[x]    | data.ignore: no column is left to learn from
      x,y¶,a¶,b¶,a¶,b¶,a¶,b¶,a¶,b¶           | data.test=none & data.duplicates=apart | data.source: no feature column has a value in any training row
      x,y¶x20                                | data.ignore=[z]    | data.ignore: there is no column 'z'
      x,y¶x20                                | data.key=[z]       | data.key: there is no column 'z'
      x,t,y¶1,5,a¶2,5,b¶3,5,a¶4,5,b¶         | data.time=t & folds=time & data.test=none | folds: fold 1 of 2 has no rows: there are too few different times
      x,w,y¶1,0,a¶2,0,b¶1,0,a¶2,0,b¶         | data.weight=w      | data.weight: column 'w' is 0 in every row; give some rows a weight above 0
      x,y¶x20                                | data.positive=c    | data.positive: 'c' is not a class of label 'y'; did you mean 'a'?
      x,y¶x20                                | data.weight=w      | data.weight: there is no column 'w'
      x,w,y¶1,one,a¶2,1,b¶                   | data.weight=w      | data.weight: column 'w' is of type string; use a number
      x,y¶x20                                | data.format=table & data.source=flights | data.source: there is no table 'flights' in the catalogue
      x,g,y¶1,p,a¶2,p,b¶3,p,a¶4,p,b¶         | data.group=g & data.test=none | there are too few different groups; use fewer folds
      x,y¶NaN,a¶2.5,b¶x20                    | seed=1             | data.nan: column 'x' is NaN in 1 row
      x,w,y¶1,,a¶2,1,b¶1,1,a¶2,1,b¶          | data.weight=w      | data.weight: column 'w' has no finite number in 1 row
      x,y¶x20                                | data.source=\"embedded:irises\" | data.source: there is no embedded table 'irises'; did you mean 'iris'?
      x,y¶x20                                | data.format=avro   | spark-submit --packages org.apache.spark:spark-avro_
      x,y¶Inf,a¶2.5,b¶x20                    | seed=1             | data.ignore: column 'x' is infinite in 1 row
      espalier_x,y¶1,a¶2,b¶                  | seed=1             | data.source: column 'espalier_x' has a reserved name
      x,y¶x20                                | data.test.held-out-source=\"no.csv\" | data.test.held-out-source: there is nothing at 'no.csv'
      x,y¶x20                                | data.source=\"none\" | data.source: there is nothing at 'none'
      x,y¶1,2.5¶2,3.5¶3,4.5¶4,1¶5,2.5¶       | learners=[linear-regression] & folds.stratified=true | folds.stratified: label 'y' is a number and has no classes to spread
      x,y¶x20                                | data.source=\"nofs://bucket/t.csv\" | No FileSystem for scheme
      x,y¶x20                                | data.format=parquet | data.source: 'FILE' cannot be read:
      x,g,y¶1,p,a¶2,,b¶3,p,a¶4,p,b¶          | data.group=g       | data.group: column 'g' has no value in 1 row
      x,y¶x20                                | data.format=sql & data.source=\"selec 1\" | data.source: 'selec 1' cannot be read:
      x,c,y¶1,p,a¶2,p,b¶3,p,a¶4,p,b¶         | folds.fold-column=c     | folds.fold-column: column 'c' has 1 different values
      x,y¶x20                                | data.format=sql & data.source=\"select * from nowhere\" | cannot be read:
      x,t,y¶1,today,a¶2,later,b¶3,x,a¶       | data.time=t & folds=time | data.time: column 't' holds no time in 3 rows, the first is 'today'
      x,y¶x20                                | data.format=sql & data.source=\"select 1 as x, 'a' as y where false\" | has no rows
      x,t,y¶1,1,a¶2,2,b¶3,3,a¶4,4,b¶         | data.time=t & data.test.held-out-after=soon | data.test.held-out-after: 'soon' is not a number
      x,c,y¶1,0,2¶2,0,3¶3,0,4¶4,0,5¶         | data.censor=c & learners=[survival-regression] | data.censor: column 'c' is 0 in every row
      x,y¶x20                                | metric=area-under-roc & learners=[gradient-boosted-trees] & data.positive=q | data.positive: 'q' is not a class
      x,y¶x20                                | data.source=\"jdbc:nodb://db/x?user=u&password=hunter2\" & data.options.dbtable=t | password=*********(redacted)' cannot be read: No suitable driver; add its jar
      x,c,y¶1,no,2¶2,yes,3¶                  | data.censor=c & learners=[survival-regression] | data.censor: column 'c' is of type string; use 0 and 1, or a boolean
      x,y¶1,2.5¶2,3.5¶3,4.5¶4,0¶5,2.5¶       | learners=[linear-regression] & metric=mape | metric: mape divides by the label, but 'y' is 0 in 1 row; mae or rmse
      x,c,y¶1,0,2¶2,1,0¶3,1,4¶4,0,5¶         | data.censor=c & learners=[survival-regression] | data.label: survival-regression learns times, but 'y' is not above 0 in 1 row
      x,c,y¶1,0,2¶2,,3¶3,1,4¶4,0,5¶          | data.censor=c & learners=[survival-regression] | data.censor: column 'c' has no value in 1 row
      x,c,y¶1,1,2¶2,0,3¶3,2,4¶4,1,5¶         | data.censor=c & learners=[survival-regression] | data.censor: column 'c' is neither 0 nor 1 in 1 row
      u,i,y¶1,1,2¶2,,3¶3,2,4¶4,1,5¶          | data.user=u & data.item=i & learners=[als] | data.item: column 'i' has no value in 1 row
      x,y¶x20                                | schedule={scheduler=halving,resource=iterations,min-resource=101} & learners=[logistic-regression] | schedule.min-resource: is 101 iterations, but no learner runs more than 100; set at most that
      u,i,y¶1,1,2¶2.5,1,3¶3,2,4¶4,1,5¶       | data.user=u & data.item=i & learners=[als] | data.user: column 'u' is of type double; use whole numbers or texts
      u,i,y¶1,1,a¶2,1,b¶3,2,a¶4,1,b¶         | data.user=u & data.item=i & learners=[als] | data.label: recommendation needs a number, but label 'y' is of type string
      u,i,y¶1,1,2¶2,1,3¶3,2,4¶4,1,5¶         | data.user=u & data.item=it & learners=[als] | data.item: there is no column 'it'
      x,y¶1,2¶2,3¶                           | data.label=null & learners=[k-means] & folds=3 | folds: 3 folds of 2 rows
      x,y¶x20                                | folds.fold-column=c     | folds.fold-column: there is no column 'c'
      u,i,y¶1,1,2¶3000000000,1,3¶3,2,4¶4,1,5¶ | data.user=u & data.item=i & learners=[als] | data.user: column 'u' does not fit into 32 bits in 1 row
      x,y¶x20                                | schedule={scheduler=halving,min-resource=1000} | schedule.min-resource: is 1,000 rows, but the smallest fold trains on
      """;

  /** A second table of rows to be held out; what the line says. */
  private static final String SECOND_TABLES =
      """
      x¶1¶2¶        | data.test.held-out-source: has no column 'y'; give the same columns as data.source
      x,y¶one,a¶    | data.test.held-out-source: column 'x' is of type string, but double in data.source; use the same types
      x,y¶1,a¶2,c¶  | data.test: class 'c' occurs in the held-out rows only; give rows of every class to learn from
      x,y¶          | data.test.held-out-source: column 'x' is of type string, but double in data.source
      """;

  @TempDir Path folder;

  private void oneLine(String set, String says) throws IOException {
    List<String> args = new ArrayList<>(List.of("check", folder.resolve("study.conf").toString()));
    args.addAll(List.of("--output", folder.resolve("out").toString()));
    for (String one : set.isEmpty() ? new String[0] : set.split(" & ")) {
      args.addAll(List.of("--set", one.replace("FOLDER", folder.toString())));
    }
    CommandRun run = CommandRun.of(args.toArray(String[]::new));
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(2);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).contains(says).doesNotContain("Exception").contains(": ");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  static Stream<Arguments> tables() {
    return Sample.rows(TABLES.lines().toList()).map(MistakesTest::arguments);
  }

  private static Arguments arguments(String line) {
    return Arguments.of(Stream.of(line.split("\\|", -1)).map(String::strip).toArray());
  }

  @Tag(Sample.TAG)
  @ParameterizedTest
  @MethodSource("tables")
  void one_wrong_table_is_one_line(String table, String set, String says) throws IOException {
    StringBuilder twenty = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      twenty.append("%d.5,%s\n".formatted(i, i % 2 == 0 ? "a" : "b"));
    }
    Path file = folder.resolve("table.csv");
    Files.writeString(file, table.strip().replace("x20", twenty.toString()).replace('¶', '\n'));
    Files.writeString(folder.resolve("study.conf"), RIGHT.formatted(file));
    oneLine(set, says.replace("FILE", file.toString()));
  }

  static Stream<Arguments> secondTables() {
    return Sample.rows(SECOND_TABLES.lines().toList()).map(MistakesTest::arguments);
  }

  @Tag(Sample.TAG)
  @ParameterizedTest
  @MethodSource("secondTables")
  void one_wrong_second_table_is_one_line(String table, String says) throws IOException {
    Path test = Files.writeString(folder.resolve("test.csv"), table.strip().replace('¶', '\n'));
    Path file = Files.writeString(folder.resolve("table.csv"), "x,y\n1.5,a\n2.5,b\n3.5,a\n4.5,b\n");
    Files.writeString(folder.resolve("study.conf"), RIGHT.formatted(file));
    oneLine("data.test.held-out-source=\"%s\"".formatted(test), says);
  }

  @ParameterizedTest
  @CsvSource({
    "ISO-8859-1, data.options.encoding: column 'x' has bytes that are not UTF-8 in 1 row"
  })
  void bytes_of_another_encoding_are_said(String encoding, String says) throws IOException {
    Path file = folder.resolve("table.csv");
    Files.write(file, "x,y\ncafé,a\ntea,b\ntea,a\ntea,b\n".getBytes(encoding));
    Files.writeString(folder.resolve("study.conf"), RIGHT.formatted(file), StandardCharsets.UTF_8);
    oneLine("", says);
  }
}
