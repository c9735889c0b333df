package org.espalier.spark.data.table;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.espalier.spec.EnumNames;
import org.espalier.spec.rows.TablePlan.Format;

/**
 * Formats of the files at a path, derived from their names.
 *
 * @param exist true if the path exists
 * @param told formats, each with a glob pattern of its files' names; empty if no name implies one
 */
record FileFormats(boolean exist, Map<Format, String> told) {

  private static final String PACKED = "(\\.(gz|bz2|zst|lz4|deflate|snappy))?";

  private static final Map<Pattern, Format> BY_NAME =
      Map.of(
          Pattern.compile(".*\\.(csv|tsv)" + PACKED), Format.CSV,
          Pattern.compile(".*\\.(json|jsonl|ndjson)" + PACKED), Format.JSON,
          Pattern.compile(".*\\.(parquet|pq)"), Format.PARQUET,
          Pattern.compile(".*\\.(orc)"), Format.ORC,
          Pattern.compile(".*\\.(avro)"), Format.AVRO,
          Pattern.compile(".*\\.(libsvm|svmlight)" + PACKED), Format.LIBSVM,
          Pattern.compile(".*\\.(png|jpe?g|gif|bmp)"), Format.IMAGE,
          Pattern.compile(".*\\.(wav)"), Format.SOUND);

  private static final Pattern TAB_SEPARATED = Pattern.compile(".*\\.tsv" + PACKED);

  static boolean isTabSeparated(String file) {
    return TAB_SEPARATED.matcher(file.toLowerCase(Locale.ROOT)).matches();
  }

  FileFormats {
    told = Collections.unmodifiableMap(new TreeMap<>(told));
  }

  /** Returns the formats at a path, which may be a glob. */
  static FileFormats at(FileSystem files, Path path) throws IOException {
    FileStatus[] matches = files.globStatus(path);
    Map<Format, String> told = new LinkedHashMap<>();
    for (FileStatus match : matches == null ? new FileStatus[0] : matches) {
      add(files, match, told);
    }
    return new FileFormats(matches != null && matches.length > 0, told);
  }

  /**
   * Returns the format of all files.
   *
   * @throws org.espalier.spec.InvalidStudyException if no name implies a format, or there are
   *     several
   */
  Format only(String source, String where, DataProblems problems) {
    List<Format> formats = List.copyOf(told.keySet());
    if (formats.isEmpty()) {
      throw problems.fatal(
          where,
          "the name of '%s' does not tell its format".formatted(source),
          "name files .csv, .csv.gz, .tsv, .json, .orc, .avro, .libsvm or .parquet, or set"
              + " data.format");
    }
    if (formats.size() > 1) {
      throw problems.fatal(
          where,
          "'%s' holds files of more than one format: %s"
              .formatted(source, String.join(", ", told.values())),
          "use a folder for each, or set data { format = %s, options { pathGlobFilter = \"%s\" } }"
              .formatted(EnumNames.of(formats.get(0)), told.get(formats.get(0))));
    }
    return formats.get(0);
  }

  /**
   * Adds the format of a file or folder by its name, or else the formats of the files inside a
   * folder.
   */
  private static void add(FileSystem files, FileStatus match, Map<Format, String> told)
      throws IOException {
    if (add(match.getPath().getName(), told) || match.isFile()) {
      return;
    }
    if (files.exists(new Path(match.getPath(), "_delta_log"))) {
      told.put(Format.DELTA, "");
      return;
    }
    int above = match.getPath().depth();
    RemoteIterator<LocatedFileStatus> inside = files.listFiles(match.getPath(), true);
    while (inside.hasNext()) {
      Path file = inside.next().getPath();
      if (isData(file, above)) {
        add(file.getName(), told);
      }
    }
  }

  /**
   * Returns false for files that Spark's own listing skips because of a leading dot or underscore.
   */
  private static boolean isData(Path file, int above) {
    for (Path step = file; step != null && step.depth() > above; step = step.getParent()) {
      String name = step.getName();
      if (name.startsWith(".") || (name.startsWith("_") && !name.contains("="))) {
        return false;
      }
    }
    return true;
  }

  /** Adds the format that a name implies; returns false if it implies none. */
  private static boolean add(String name, Map<Format, String> told) {
    for (Map.Entry<Pattern, Format> known : BY_NAME.entrySet()) {
      Matcher matcher = known.getKey().matcher(name.toLowerCase(Locale.ROOT));
      if (matcher.matches()) {
        String ending = name.substring(matcher.start(1), matcher.end(1)); // in the name's own case
        told.putIfAbsent(known.getValue(), "*.%s*".formatted(ending));
        return true;
      }
    }
    return false;
  }
}
