package org.espalier.connect;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.spark.ConnectOperation;

/**
 * Session of a client on the server.
 *
 * @param rows that the client writes
 */
record ClientSession(Dataset<Row> rows) {

  private static final RunningStudies RUNNING = new RunningStudies();

  SparkSession spark() {
    return rows.sparkSession();
  }

  Configuration hadoop() {
    return spark().sparkContext().hadoopConfiguration();
  }

  ServerFolder folder() throws IOException {
    return ServerFolder.of(spark());
  }

  /** User of the client; that of this process outside of Spark Connect. */
  String user() {
    return ConnectOperation.current()
        .map(ConnectOperation::user)
        .orElseGet(() -> spark().sparkContext().sparkUser());
  }

  /** Studies of all clients of this process. */
  RunningStudies running() {
    return RUNNING;
  }
}
