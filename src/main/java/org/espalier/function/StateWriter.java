package org.espalier.function;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Writer, in the task, of the files that the function leaves: passes the reply on, and writes the
 * rows after it into a folder of this run of the task, a marker last. The marker holds the name of
 * the file, so that each of several runs of a task leaves a complete file or nothing.
 *
 * @param attempt folder to write to; empty to keep nothing
 */
public record StateWriter(String attempt, Broadcast<SerializableConfiguration> hadoop)
    implements FlatMapFunction<Iterator<byte[]>, byte[]> {

  /** File whose presence says that all others are whole. */
  public static final String COMMITTED = "committed";

  @Override
  public Iterator<byte[]> call(Iterator<byte[]> rows) throws IOException {
    if (!rows.hasNext()) {
      return rows;
    }
    byte[] reply = rows.next();
    if (!attempt.isEmpty() && rows.hasNext()) {
      write(rows);
    }
    while (rows.hasNext()) {
      rows.next(); // lets the worker end normally
    }
    return List.of(reply).iterator();
  }

  private void write(Iterator<byte[]> chunks) throws IOException {
    Path folder = new Path(attempt);
    FileSystem system = folder.getFileSystem(hadoop.value().value());
    String name = "%d.zip".formatted(TaskContext.get().taskAttemptId());
    try (OutputStream out = system.create(new Path(folder, name), true)) {
      while (chunks.hasNext()) {
        out.write(chunks.next());
      }
    }
    try (OutputStream out = system.create(new Path(folder, COMMITTED), true)) {
      out.write(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }
}
