package org.espalier.function.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/** Reader, in the task, of the files of the rung below, which follow the request in chunks. */
public final class StateReader implements FlatMapFunction<Iterator<byte[]>, byte[]> {

  private static final long serialVersionUID = 1;

  /** Bytes of a row at most: a few of them fit into any worker's memory. */
  static final int CHUNK = 16 << 20;

  private final String file;
  private final Broadcast<SerializableConfiguration> hadoop;

  public StateReader(String file, Broadcast<SerializableConfiguration> hadoop) {
    this.file = file;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<byte[]> call(Iterator<byte[]> requests) throws IOException {
    Path path = new Path(file);
    InputStream in = path.getFileSystem(hadoop.value().value()).open(path);
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) ended -> closeQuietly(in));
    }
    Iterator<byte[]> chunks = chunks(in);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return requests.hasNext() || chunks.hasNext();
      }

      @Override
      public byte[] next() {
        return requests.hasNext() ? requests.next() : chunks.next();
      }
    };
  }

  public static void closeQuietly(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // It was read, or is not needed any more.
    }
  }

  /** The bytes of a stream in rows. */
  public static Iterator<byte[]> chunks(InputStream in) {
    return new Iterator<>() {
      private byte[] next = read();

      private byte[] read() {
        try {
          return in.readNBytes(CHUNK);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      public boolean hasNext() {
        return next.length > 0;
      }

      @Override
      public byte[] next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        byte[] chunk = next;
        next = read();
        return chunk;
      }
    };
  }
}
