package org.espalier.spark.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.espalier.lineage.Receipt;
import org.espalier.lineage.Sha256;

/** Files of a study's lineage in its folder, and digests of what is beside them. */
public record LineageFiles(FileSystem system, Path folder) {

  /** Name of the model card that persons read, and add to. */
  public static final String CARD_TEXT = FolderContent.CARD_TEXT;

  /** Name of the model card that programs read. */
  public static final String CARD = FolderContent.CARD;

  /** Name of the file of run events. */
  public static final String EVENTS = FolderContent.EVENTS;

  /** Name of the receipt. */
  public static final String RECEIPT = FolderContent.RECEIPT;

  /** Prefix of the parts of a journal. */
  public static final String JOURNAL = FolderContent.JOURNAL + "/";

  private static final String SEGMENTS = "events-";

  private Path entry(String name) {
    return new Path(folder, name);
  }

  /** Text of the model card; empty if there is none. */
  public Optional<String> card() throws IOException {
    return WholeFile.readIfThere(system, entry(CARD_TEXT));
  }

  /** Writes both forms of the model card, in place of earlier ones. */
  public void writeCard(String markdown, Record card) throws IOException {
    WholeFile.replace(system, entry(CARD_TEXT), markdown);
    WholeFile.replace(system, entry(CARD), SummaryJson.lines(RecordJson.tree(card)));
  }

  /** Writes run events, one on each line, in place of earlier ones. */
  public void writeEvents(List<Map<String, Object>> events) throws IOException {
    String lines =
        events.stream()
            .map(RecordJson::tree)
            .map(JsonNode::toString)
            .collect(Collectors.joining("\n", "", "\n"));
    WholeFile.replace(system, events(), lines);
  }

  /** Path of the run events. */
  public Path events() {
    return entry(EVENTS);
  }

  /** Run events that were written, one on each line. */
  public List<String> readEvents() throws IOException {
    return WholeFile.read(system, events()).lines().toList();
  }

  /** Writes the receipt, in place of an earlier one. */
  public void writeReceipt(Receipt receipt) throws IOException {
    WholeFile.replace(system, entry(RECEIPT), SummaryJson.lines(RecordJson.tree(receipt)));
  }

  /**
   * The receipt; empty if there is none.
   *
   * @throws IllegalArgumentException if it cannot be read
   */
  public Optional<Receipt> receipt() throws IOException {
    return WholeFile.readIfThere(system, entry(RECEIPT))
        .map(text -> RecordJson.read(text, Receipt.class));
  }

  /** Segments of the journal, in their order. */
  public List<Receipt.Part> journal() throws IOException {
    return files(FolderContent.JOURNAL).stream()
        .filter(part -> part.name().startsWith(JOURNAL + SEGMENTS))
        .toList();
  }

  /** The model's code, and the summary. Predictions are as many as the rows, and left out. */
  public List<Receipt.Part> left() throws IOException {
    List<Receipt.Part> parts = new ArrayList<>(files(FolderContent.CODE));
    parts.addAll(files(FolderContent.SUMMARY));
    return parts;
  }

  /** Files of the saved model. */
  public List<Receipt.Part> model() throws IOException {
    return files(FolderContent.MODEL);
  }

  /** The file of a name, or all files below a folder, in the order of their names. */
  private List<Receipt.Part> files(String name) throws IOException {
    List<Receipt.Part> parts = new ArrayList<>();
    try {
      add(system.getFileStatus(entry(name)), name, parts);
    } catch (FileNotFoundException e) {
      return List.of();
    }
    parts.sort(Comparator.comparing(Receipt.Part::name));
    return parts;
  }

  private void add(FileStatus status, String name, List<Receipt.Part> parts) throws IOException {
    if (!status.isDirectory()) {
      try (InputStream content = system.open(status.getPath())) {
        parts.add(new Receipt.Part(name, Sha256.of(content)));
      }
      return;
    }
    for (FileStatus inner : system.listStatus(status.getPath())) {
      String own = inner.getPath().getName();
      if (!own.startsWith(".")) { // checksums of local file systems, and unfinished files
        add(inner, name + "/" + own, parts);
      }
    }
  }

  /** A path with its file system; as it is if there is none for it. */
  public String qualified(String path) {
    try {
      Path named = new Path(path);
      return named.getFileSystem(system.getConf()).makeQualified(named).toString();
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      return path;
    }
  }
}
