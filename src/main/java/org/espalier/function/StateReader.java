package org.espalier.function;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Reader, in the task, of the files of the rung below, which follow the request in chunks.
 *
 * @param file archive that the rung below left
 */
public record StateReader(String file, Broadcast<SerializableConfiguration> hadoop)
    implements FlatMapFunction<Iterator<byte[]>, byte[]> {

  /** Bytes of a row at most: a few of them fit into any worker's memory. */
  static final int CHUNK = 16 << 20;

  @Override
  public Iterator<byte[]> call(Iterator<byte[]> requests) throws IOException {
    Path path = new Path(file);
    return followed(requests, path.getFileSystem(hadoop.value().value()).open(path));
  }

  /** Rows, and then the bytes of a stream in rows; it is closed at the end of the task. */
  public static Iterator<byte[]> followed(Iterator<byte[]> rows, InputStream in) {
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) ended -> closeQuietly(in));
    }
    Stream<byte[]> chunks = Stream.generate(() -> chunk(in)).takeWhile(chunk -> chunk.length > 0);
    return Stream.concat(
            StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false), chunks)
        .iterator();
  }

  private static byte[] chunk(InputStream in) {
    try {
      return in.readNBytes(CHUNK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void closeQuietly(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // It was read, or is not needed any more.
    }
  }
}
