package org.espalier.spark.store;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.espalier.study.Inline;
import org.espalier.study.Interval;

/**
 * Record of the model of a study that is in use, with the data known when it was chosen. Its
 * components are the fields of {@code <study>.in-use.json} in the output folder.
 *
 * @param format version of these fields
 * @param study folder of the study that trained the model
 * @param model folder of the model
 * @param scored folder of the model that has not seen the held-out rows of its study. Later models
 *     are compared with this one. Empty if it is the model itself.
 * @param check last check of the model
 * @param input input of the model
 */
public record InUse(
    int format,
    String study,
    String model,
    Optional<String> scored,
    @Inline Check check,
    @Inline InputSchema input) {

  /** Version of the fields. Files of a higher version are not read. */
  public static final int FORMAT = 1;

  private static final String SUFFIX = ".in-use.json";

  /**
   * Last check of the model.
   *
   * @param checked digest of the rows and settings of the last check, even if it did not change the
   *     model
   * @param at time of the check, in milliseconds since 1970
   * @param decision reason why this model is in use, in words
   * @param gain 95 % confidence interval of the gain of the new model over the previous one, from
   *     the last time that the two were compared
   */
  public record Check(String checked, long at, String decision, Optional<Interval> gain) {}

  /**
   * Input of the model.
   *
   * @param classes digest of the classes in the order of their index
   * @param shaping SQL statement that computes features from the columns as read; empty if there is
   *     none
   * @param columns types of all columns by name
   */
  public record InputSchema(String classes, Optional<String> shaping, Map<String, String> columns) {
    public InputSchema {
      columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }
  }

  /** Returns a record for a check after which the model stays in use. */
  public InUse kept(Check last) {
    return new InUse(format, study, model, scored, last, input);
  }

  /** Returns the folder of the model with which later models are compared. */
  public String compared() {
    return scored.orElse(model);
  }

  public static Path file(String output, String study) {
    return new Path(output, study + SUFFIX);
  }

  /**
   * Reads a file; empty if it does not exist.
   *
   * @throws IOException if it cannot be read, is not of this format, or is of a higher version
   */
  public static Optional<InUse> read(Path file, Configuration hadoop) throws IOException {
    FileSystem system = WholeFile.system(file, hadoop);
    if (!system.exists(file)) {
      return Optional.empty();
    }
    try {
      InUse read = RecordJson.read(WholeFile.read(system, file), InUse.class);
      if (read.format > FORMAT) {
        throw new IOException("%s has format %d, of a later version".formatted(file, read.format));
      }
      return Optional.of(read);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s is not a file of a model in use".formatted(file), e);
    }
  }

  /** Writes the file and replaces an earlier one. */
  public void write(Path file, Configuration hadoop) throws IOException {
    WholeFile.replace(WholeFile.system(file, hadoop), file, RecordJson.tree(this).toPrettyString());
  }
}
