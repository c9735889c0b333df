package org.espalier.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.jspecify.annotations.Nullable;
import scala.runtime.AbstractFunction1;

/** Plugin by which an executor writes the peak of its live objects into a file. */
public final class BorderExecutor implements SparkPlugin {

  /** Setting with the file. */
  static final String FILE = "spark.border.file";

  @Override
  public @Nullable DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        Path file = Path.of(context.conf().get(FILE));
        new LiveHeap(BorderExecutor::stored, peak -> write(file, peak));
      }
    };
  }

  /** Bytes of the rows that Spark stores in this JVM. */
  static long stored() {
    BlockManager blocks = SparkEnv.get().blockManager();
    long[] bytes = {0};
    blocks.getMatchingBlockIds(
        new AbstractFunction1<BlockId, Object>() {
          @Override
          public Object apply(BlockId block) {
            if (block.isRDD() && blocks.getStatus(block).isDefined()) {
              bytes[0] += blocks.getStatus(block).get().memSize();
            }
            return false;
          }
        });
    return bytes[0];
  }

  private static void write(Path file, long peak) {
    try {
      Files.writeString(file, String.valueOf(peak));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
