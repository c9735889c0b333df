package org.espalier.connect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.espalier.job.StudyTuner;
import org.espalier.spark.store.StudyIds;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Study of a text, on the rows that are written.
 *
 * @param name name of the text in messages
 * @param id that its user gave it; empty without one
 */
record WholeStudy(
    String name, String text, Optional<String> id, SaveMode mode, ClientSession client) {

  private static final Logger LOG = LoggerFactory.getLogger(WholeStudy.class);

  private static final List<String> RESUMED =
      List.of("output.resume=auto", "output.overwrite=false");

  static WholeStudy of(SourceOptions options, Dataset<Row> rows) {
    ClientSession client = new ClientSession(rows);
    String path = options.values().get(SourceOptions.PATH);
    return new WholeStudy(
        path == null ? SourceOptions.STUDY : path,
        path == null ? options.values().getOrDefault(SourceOptions.STUDY, "") : read(path, client),
        options.id(),
        options.mode(),
        client);
  }

  private static String read(String path, ClientSession client) {
    try {
      Path file = new Path(path);
      try (InputStream in = file.getFileSystem(client.hadoop()).open(file)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException | IllegalArgumentException e) {
      String wrong = "cannot be read on the server: " + e.getMessage();
      throw new ClientException(
          new Problem(path, "", wrong, "name a study file that the server can read").toString());
    }
  }

  void run() throws IOException, InterruptedException {
    if (id.isEmpty()) {
      fit(ofMode(), folder -> {});
      return;
    }
    RunningStudies.Asked asked =
        new RunningStudies.Asked(
            EspalierSource.NAME, SourceOptions.ID, id.get(), client.user(), digest());
    client.running().run(asked, attached -> runAlone(asked));
  }

  private void runAlone(RunningStudies.Asked asked) {
    try {
      runWithId(asked, client.folder().ids());
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static ClientException unusable(IOException e) {
    return new ClientException(
        "%s: its folder cannot be used: %s; set spark.espalier.connect.folder to one that can be used"
            .formatted(EspalierSource.NAME, e.getMessage()));
  }

  /** Runs the study unless it has ended before; resumes it if it has begun. */
  private void runWithId(RunningStudies.Asked asked, StudyIds ids) throws IOException {
    Optional<StudyIds.Entry> earlier = ids.find(asked.id());
    earlier.ifPresent(entry -> asked.requireSame(entry.user(), entry.digest()));
    if (earlier.filter(StudyIds.Entry::ended).isPresent()) {
      LOG.info("The study with the id {} has ended before", asked.id());
      return;
    }
    try {
      fit(earlier.isEmpty() ? ofMode() : RESUMED, folder -> put(asked, ids));
      ids.put(asked.id(), new StudyIds.Entry(asked.user(), asked.digest(), true));
    } catch (InvalidStudyException e) {
      if (earlier.isEmpty()) {
        ids.remove(asked.id()); // nothing was recorded
      }
      throw e;
    }
  }

  /** Records the id of a study whose folder is claimed: later requests resume the study. */
  private static void put(RunningStudies.Asked asked, StudyIds ids) {
    try {
      ids.put(asked.id(), new StudyIds.Entry(asked.user(), asked.digest(), false));
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /**
   * @param begun receives the folder of a new study before the first trial
   */
  private void fit(List<String> settings, Consumer<String> begun) {
    String view = "espalier_" + uuid(id.orElse(text)).toString().replace("-", "");
    new StudyTuner(name, text)
        .setView(view)
        .setSettings(settings)
        .onBegin(begun)
        .fit(client.rows());
  }

  private List<String> ofMode() {
    return switch (mode) {
      case Overwrite -> List.of("output.overwrite=true", "output.resume=never");
      case Append -> RESUMED;
      default -> List.of();
    };
  }

  private String digest() {
    return uuid(mode + "\n" + text).toString();
  }

  private static UUID uuid(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
