package org.espalier.connect;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.espalier.spark.store.StudyIds;

/**
 * Folder of the server for its clients: ids of studies, and models on their way to a client.
 *
 * @param path on a file system that driver and executors share
 */
record ServerFolder(Path path, Configuration hadoop) {

  /** Setting with the path, of the server or, unless it has one, of a session. */
  private static final String SETTING = "spark.espalier.connect.folder";

  /** Below the home directory of the server's user on the default file system, as .sparkStaging. */
  private static final String USUAL = ".espalier";

  static ServerFolder of(SparkSession spark) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    // The server's setting comes first: a session with a folder of its own would miss the ids of
    // others.
    String set = spark.sparkContext().getConf().get(SETTING, spark.conf().get(SETTING, ""));
    Path path =
        set.isEmpty() ? new Path(FileSystem.get(hadoop).getHomeDirectory(), USUAL) : new Path(set);
    return new ServerFolder(path, hadoop);
  }

  StudyIds ids() throws IOException {
    return new StudyIds(new Path(path, "ids"), hadoop);
  }

  /** A new path for a model, which is deleted when the server ends, if not before. */
  Path newModel() throws IOException {
    Path model = model(UUID.randomUUID());
    model.getFileSystem(hadoop).deleteOnExit(model);
    return model;
  }

  /** Deletes a model that its client has loaded. */
  void deleteModel(UUID name) throws IOException {
    Path model = model(name);
    model.getFileSystem(hadoop).delete(model, true);
  }

  private Path model(UUID name) {
    return new Path(new Path(path, "models"), name.toString());
  }
}
