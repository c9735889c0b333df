package org.espalier.spark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.Assertions;
import org.espalier.spark.data.table.DataProblems;
import org.espalier.spark.data.table.EmbeddedTables;
import org.espalier.spark.data.table.Source;
import org.espalier.spec.Origins;
import org.espalier.spec.rows.TablePlan.Format;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceTest extends SparkTest {

  @TempDir Path folder;

  private static Dataset<Row> read(Plans plans) {
    return new Source(spark(), plans.plan().data(), new DataProblems(Origins.none("test")))
        .read()
        .drop(Source.CORRUPT);
  }

  private static List<String> rows(Plans plans) {
    return read(plans).collectAsList().stream().map(Row::toString).toList();
  }

  @Test
  void embedded_tables_have_the_size_their_description_says() {
    Map<String, Integer> sizes =
        Map.of("digits", 1797, "breast-cancer", 569, "wine", 178, "iris", 150, "diabetes", 442);
    assertThat(EmbeddedTables.NAMES).containsExactlyInAnyOrderElementsOf(sizes.keySet());
    sizes.forEach((name, size) -> assertThat(EmbeddedTables.lines(name)).hasSize(size + 1));
  }

  @Test
  void embedded_tables_have_the_schema_that_spark_infers() {
    for (String name : EmbeddedTables.NAMES) {
      Dataset<String> lines = spark().createDataset(EmbeddedTables.lines(name), Encoders.STRING());
      StructType inferred =
          spark().read().option("header", "true").option("inferSchema", "true").csv(lines).schema();
      assertThat(read(Plans.of("embedded:" + name, "label")).schema()).isEqualTo(inferred);
    }
  }

  @Test
  void an_embedded_table_has_one_partition_on_every_cluster() {
    assertThat(read(Plans.of("embedded:digits", "label")).javaRDD().getNumPartitions())
        .isEqualTo(1);
  }

  @Test
  void sounds_are_bytes_with_the_labels_of_their_folders_and_nothing_that_tells_rows_apart()
      throws IOException {
    for (int label = 0; label < 2; label++) {
      Path sounds = Files.createDirectories(folder.resolve("label=" + label));
      Files.write(sounds.resolve("a.wav"), new byte[] {(byte) label, 7});
    }
    Dataset<Row> read = read(Plans.of(folder, "label").format(Format.SOUND));
    assertThat(read.columns()).containsExactly("sound", "label");
    assertThat(read.orderBy("label").collectAsList())
        .extracting(row -> (byte[]) row.get(0), row -> row.getInt(1))
        .containsExactly(
            Assertions.tuple(new byte[] {0, 7}, 0), Assertions.tuple(new byte[] {1, 7}, 1));
  }

  @Test
  void the_format_goes_by_the_name_and_empty_cells_are_null() throws IOException {
    List<String> expected = List.of("[1,x]", "[2,null]");
    Path csv = Tables.file(folder, "t.csv", "a,b", "1,x", "2,");
    assertThat(rows(Plans.of(csv, "a"))).isEqualTo(expected);
    Path tsv = Tables.file(folder, "t.TSV", "a\tb", "1\tx", "2\t");
    assertThat(rows(Plans.of(tsv, "a"))).isEqualTo(expected);
    Path gzip = folder.resolve("t.csv.gz");
    try (OutputStream bytes = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      bytes.write("a,b\n1,x\n2,\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(rows(Plans.of(gzip, "a"))).isEqualTo(expected);
    Path parquet = folder.resolve("table");
    read(Plans.of(csv, "a")).write().parquet(parquet.toUri().toString());
    assertThat(rows(Plans.of(parquet, "a"))).isEqualTo(expected);
    assertThat(rows(Plans.of(folder.toUri() + "t.cs*", "a"))).hasSize(4);
  }

  @Test
  void options_win_over_defaults_and_a_format_over_the_name() {
    Path file = Tables.file(folder, "t.txt", "1;x", "2;y");
    assertThat(
            rows(
                Plans.of(file, "a")
                    .format(Format.CSV)
                    .options(Map.of("sep", ";", "header", "false", "inferSchema", "false"))))
        .containsExactly("[1,x]", "[2,y]");
  }

  @Test
  void an_option_may_be_kept_by_a_credential_provider() throws IOException {
    Path file = Tables.file(folder, "t.csv", "a;b", "1;x");
    String store = "localjceks://file" + folder.resolve("keys.jceks");
    Configuration hadoop = spark().sparkContext().hadoopConfiguration();
    Plans kept =
        Plans.of(file, "a").options(Map.of("sep", "credential:separator", "header", "true"));
    try {
      hadoop.set(CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH, store);
      CredentialProvider provider = CredentialProviderFactory.getProviders(hadoop).get(0);
      provider.createCredentialEntry("separator", ";".toCharArray());
      provider.flush();
      assertThat(rows(kept)).containsExactly("[1,x]");
      Plans missing =
          Plans.of(file, "a").options(Map.of("sep", "credential:a", "quote", "credential:b"));
      assertThatThrownBy(() -> rows(missing))
          .hasMessageContaining("data.options.sep: no credential provider has 'a'; ")
          .hasMessageContaining("data.options.quote: no credential provider has 'b'; ")
          .hasMessageContaining("provider.path is " + store);
    } finally {
      hadoop.unset(CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH);
    }
  }
}
