package org.espalier.spark.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.espalier.evaluate.FoldScores;
import org.espalier.evaluate.ScoreStore;

/**
 * Scores of the cells of a study in its folder, for its driver and for drivers that resume the
 * study. The scores of a cell are a file of arrays, or a table that executors write.
 */
final class ScoreFiles implements ScoreStore {

  private static final String ARRAYS = ".scores";
  private static final String TABLE = ".parquet";

  /** File that marks a table as completely written. */
  private static final String WRITTEN = "_SUCCESS";

  private static final Pattern NAME =
      Pattern.compile("(\\d{1,9})-(\\d{1,9})(\\%s|\\%s)".formatted(ARRAYS, TABLE));

  private final FileSystem system;
  private final Path folder;

  ScoreFiles(FileSystem system, Path folder) {
    this.system = system;
    this.folder = folder;
  }

  private Path path(FullCell place, String kind) {
    return new Path(folder, "%d-%d%s".formatted(place.trial(), place.fold(), kind));
  }

  /** Writes the number of rows and of scores, then the arrays, all big-endian. */
  @Override
  public void put(FullCell place, FoldScores.Keyed rows) throws IOException {
    FoldScores scores = rows.scores();
    int numbers = 2 + 4 * scores.size() + scores.scores().length;
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Long.BYTES, numbers));
    bytes.putLong(scores.size()).putLong(scores.scores().length);
    bytes.asLongBuffer().put(rows.keys());
    bytes.position(bytes.position() + Long.BYTES * scores.size());
    bytes
        .asDoubleBuffer()
        .put(rows.weights())
        .put(scores.labels())
        .put(scores.predictions())
        .put(scores.scores());
    WholeFile.replace(system, path(place, ARRAYS), bytes.array());
  }

  @Override
  public Optional<FoldScores.Keyed> get(FullCell place) throws IOException {
    Path path = path(place, ARRAYS);
    if (!system.exists(path)) {
      return Optional.empty();
    }
    ByteBuffer bytes;
    try (FSDataInputStream in = system.open(path)) {
      bytes = ByteBuffer.wrap(in.readAllBytes());
    }
    int rows = Math.toIntExact(bytes.getLong());
    int scores = Math.toIntExact(bytes.getLong());
    long[] keys = new long[rows];
    bytes.asLongBuffer().get(keys);
    bytes.position(bytes.position() + Long.BYTES * rows);
    double[] weights = numbers(bytes, rows);
    FoldScores all =
        new FoldScores(numbers(bytes, rows), numbers(bytes, rows), numbers(bytes, scores));
    return Optional.of(new FoldScores.Keyed(keys, weights, all));
  }

  private static double[] numbers(ByteBuffer bytes, int count) {
    double[] numbers = new double[count];
    bytes.asDoubleBuffer().get(numbers);
    bytes.position(bytes.position() + Double.BYTES * count);
    return numbers;
  }

  @Override
  public Optional<String> table(FullCell place) {
    return Optional.of(path(place, TABLE).toString());
  }

  @Override
  public SortedSet<FullCell> places() throws IOException {
    SortedSet<FullCell> places = new TreeSet<>();
    for (String name : FolderContent.names(system, folder)) {
      Matcher match = NAME.matcher(name);
      if (match.matches() && isWhole(name)) {
        places.add(
            new FullCell(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))));
      }
    }
    return places;
  }

  private boolean isWhole(String name) throws IOException {
    return name.endsWith(ARRAYS) || system.exists(new Path(new Path(folder, name), WRITTEN));
  }

  @Override
  public void remove(int trial) throws IOException {
    for (String name : FolderContent.names(system, folder)) {
      if (NAME.matcher(name).matches() && name.startsWith(trial + "-")) {
        system.delete(new Path(folder, name), true);
      }
    }
  }
}
