package org.espalier.spark.data.source;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.espalier.plan.data.TablePlan.Format;

/**
 * Format of files, as their names tell it.
 *
 * @param exist true if the path exists
 * @param told format; empty if no name tells it
 */
record FileFormats(boolean exist, Optional<Format> told) {

  private static final String PACKED = "(\\.(gz|bz2|zst|lz4|deflate|snappy))?";

  private static final Map<Pattern, Format> BY_NAME = byName();

  private static final Pattern TAB_SEPARATED = Pattern.compile(".*\\.tsv" + PACKED);

  private static Map<Pattern, Format> byName() {
    Map<Pattern, Format> formats = new LinkedHashMap<>();
    formats.put(Pattern.compile(".*\\.(csv|tsv)" + PACKED), Format.CSV);
    formats.put(Pattern.compile(".*\\.(json|jsonl|ndjson)" + PACKED), Format.JSON);
    formats.put(Pattern.compile(".*\\.(parquet|pq)"), Format.PARQUET);
    formats.put(Pattern.compile(".*\\.orc"), Format.ORC);
    formats.put(Pattern.compile(".*\\.avro"), Format.AVRO);
    formats.put(Pattern.compile(".*\\.(libsvm|svmlight)" + PACKED), Format.LIBSVM);
    formats.put(Pattern.compile(".*\\.(png|jpe?g|gif|bmp)"), Format.IMAGE);
    return formats;
  }

  static boolean isTabSeparated(String file) {
    return TAB_SEPARATED.matcher(file.toLowerCase(Locale.ROOT)).matches();
  }

  /** Looks at a path, which may stand for several. */
  static FileFormats at(FileSystem files, Path path) throws IOException {
    FileStatus[] matches = files.globStatus(path);
    if (matches == null || matches.length == 0) {
      return new FileFormats(false, Optional.empty());
    }
    for (FileStatus match : matches) {
      Optional<Format> format = of(files, match);
      if (format.isPresent()) {
        return new FileFormats(true, format);
      }
    }
    return new FileFormats(true, Optional.empty());
  }

  /** By a file's own name, by a folder's name, or by the first telling name inside a folder. */
  private static Optional<Format> of(FileSystem files, FileStatus match) throws IOException {
    Optional<Format> own = of(match.getPath());
    if (own.isPresent() || match.isFile()) {
      return own;
    }
    if (files.exists(new Path(match.getPath(), "_delta_log"))) {
      return Optional.of(Format.DELTA);
    }
    RemoteIterator<LocatedFileStatus> inside = files.listFiles(match.getPath(), true);
    while (inside.hasNext()) {
      Optional<Format> format = of(inside.next().getPath());
      if (format.isPresent()) {
        return format;
      }
    }
    return Optional.empty();
  }

  private static Optional<Format> of(Path path) {
    String name = path.getName().toLowerCase(Locale.ROOT);
    if (name.startsWith("_") || name.startsWith(".")) {
      return Optional.empty(); // as Spark's own listing: not data
    }
    return BY_NAME.entrySet().stream()
        .filter(known -> known.getKey().matcher(name).matches())
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
