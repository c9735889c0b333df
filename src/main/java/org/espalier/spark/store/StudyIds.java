package org.espalier.spark.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Store of the ids that users give to studies, in one file per id in a folder of the server. */
public final class StudyIds {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Study of an id.
   *
   * @param user user who gave the id
   * @param digest digest of everything that determines the study
   * @param ended true if the study has ended
   */
  public record Entry(String user, String digest, boolean ended) {}

  private final FileSystem files;
  private final Path folder;

  /**
   * Opens the store in a folder, which need not exist.
   *
   * @throws IOException if there is no file system for the folder
   */
  public StudyIds(Path folder, Configuration hadoop) throws IOException {
    this.files = WholeFile.system(folder, hadoop);
    this.folder = folder;
  }

  private Path file(String id) {
    UUID name = UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
    return new Path(folder, name + ".json");
  }

  /** Returns the study of an id; empty if the id is not used. */
  public Optional<Entry> find(String id) throws IOException {
    Optional<String> text = WholeFile.readIfThere(files, file(id));
    return text.isPresent()
        ? Optional.of(JSON.readValue(text.get(), Entry.class))
        : Optional.empty();
  }

  /** Records the study of an id and replaces an earlier record. */
  public void put(String id, Entry entry) throws IOException {
    WholeFile.replace(files, file(id), written(entry));
  }

  private static String written(Entry entry) {
    try {
      return JSON.writeValueAsString(entry);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A record of texts can be written.", e);
    }
  }

  /** Removes the record of an id, so that the id can be used again. */
  public void remove(String id) throws IOException {
    files.delete(file(id), false);
  }
}
