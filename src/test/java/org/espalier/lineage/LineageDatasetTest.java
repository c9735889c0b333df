package org.espalier.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as of OpenLineage's naming conventions. */
final class LineageDatasetTest {

  @ParameterizedTest
  @CsvSource({
    "file:/data/t.csv, file, /data/t.csv",
    "file:///data/t.csv, file, /data/t.csv",
    "/data/t.csv, file, /data/t.csv",
    "hdfs://name:8020/data/t, hdfs://name:8020, /data/t",
    "s3a://bucket/a/t.parquet, s3://bucket, a/t.parquet",
    "s3a://key:secret@bucket/a, s3://bucket, a",
    "gs://bucket/a, gs://bucket, a",
    "abfss://box@account.dfs.core.windows.net/a, abfss://box@account.dfs.core.windows.net, a",
    "jdbc:postgresql://host:5432/db?user=x, postgres://host:5432, db",
    "jdbc:mysql://me:word@host/db, mysql://host, db",
    "sales.orders, spark, sales.orders",
    "embedded:iris, espalier, embedded:iris"
  })
  void a_source_has_the_name_that_other_jobs_give_it(String source, String space, String name) {
    assertThat(LineageDataset.of(source)).isEqualTo(new LineageDataset(space, name));
  }
}
