package org.espalier.engine;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.hocon.SettingsChange;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.lineage.LineageDataset;
import org.espalier.lineage.Receipt;
import org.espalier.lineage.RunEvents;
import org.espalier.lineage.Sha256;
import org.espalier.report.card.CardAddition;
import org.espalier.report.card.CardMarkdown;
import org.espalier.report.card.ModelCard;
import org.espalier.spark.store.LineageFiles;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Redaction;

/**
 * Lineage of a study in its folder: model card, run events and receipt, made from its record and
 * from what lies beside them.
 *
 * @param model files of the saved model; none if there is no model
 */
public record StudyLineage(StudyFolder folder, StudyRecord record, List<Receipt.Part> model) {

  /** Options of Delta and Iceberg that name the version of a table which is read. */
  private static final List<String> VERSIONS =
      List.of("versionAsOf", "timestampAsOf", "snapshot-id", "as-of-timestamp", "tag", "branch");

  /** Settings with further tables that are read. */
  private static final Pattern TABLES =
      Pattern.compile(
          "data\\.tables\\..+\\.source|data\\.test\\.held-out-source|folds\\.validation-source");

  private static final String SOURCE = "data.source";

  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][\\w+.-]+:.*", Pattern.DOTALL);

  public StudyLineage {
    model = List.copyOf(model);
  }

  /** Lineage of a study with the model that is in its folder. */
  public static StudyLineage of(StudyFolder folder, StudyRecord record) throws IOException {
    return new StudyLineage(folder, record, folder.lineage().model());
  }

  private Map<String, String> settings() {
    return SettingsChange.leaves(record.settings());
  }

  /**
   * Writes the events so far and, beside a model, its card. Sections of an earlier card that a
   * person wrote stay.
   *
   * @return names of the files by kind, as the summary has them
   */
  Map<String, String> write() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    LineageFiles lineage = folder.lineage();
    if (!model.isEmpty()) {
      Map<String, String> added = lineage.card().map(CardAddition::in).orElse(Map.of());
      ModelCard card = ModelCard.of(record, settings(), added);
      lineage.writeCard(CardMarkdown.of(card), card);
      files.put("card", LineageFiles.CARD_TEXT);
    }
    writeEvents();
    files.put("lineage", LineageFiles.EVENTS);
    files.put("receipt", LineageFiles.RECEIPT);
    return files;
  }

  /** Writes the events so far, in place of earlier ones. */
  public void writeEvents() throws IOException {
    folder.lineage().writeEvents(new RunEvents(record, inputs(), outputs()).all());
  }

  /** A query has no name of its own: the tables that it names stand for it. */
  private List<RunEvents.Input> inputs() {
    Map<String, String> shown = new TreeMap<>(settings());
    String source = shown.getOrDefault(SOURCE, "");
    shown.values().removeIf(Redaction.HIDDEN::equals);
    String format = shown.getOrDefault("data.format", "auto");
    List<RunEvents.Input> inputs = new ArrayList<>();
    shown.forEach(
        (path, table) -> {
          if (TABLES.matcher(path).matches()) {
            inputs.add(new RunEvents.Input(table(table), Optional.empty()));
          }
        });
    boolean named =
        List.of("table", "sql", "jdbc").contains(format)
            || (format.equals("iceberg") && !source.contains("/"))
            || source.equals(Redaction.HIDDEN);
    if (!source.isEmpty() && (inputs.isEmpty() || !format.equals("sql"))) {
      LineageDataset dataset = named ? LineageDataset.of(source) : table(source);
      String inDatabase = shown.getOrDefault("data.options.dbtable", "");
      String name = dataset.name() + (inDatabase.isEmpty() ? "" : "." + inDatabase);
      Optional<String> version =
          VERSIONS.stream()
              .flatMap(option -> Stream.ofNullable(shown.get("data.options." + option)))
              .findFirst();
      inputs.add(0, new RunEvents.Input(new LineageDataset(dataset.namespace(), name), version));
    }
    return inputs;
  }

  private LineageDataset table(String source) {
    return LineageDataset.of(
        SCHEME.matcher(source).matches() ? source : folder.lineage().qualified(source));
  }

  private List<RunEvents.Output> outputs() {
    if (model.isEmpty()) {
      return List.of();
    }
    String files =
        model.stream()
            .map(part -> part.name() + "\n" + part.digest())
            .collect(Collectors.joining("\n"));
    return List.of(
        new RunEvents.Output(LineageDataset.of(folder.model().toString()), Sha256.of(files)));
  }

  /** Writes the receipt of what is in the folder, and of the tables. */
  void writeReceipt(List<Receipt.Part> tables) throws IOException {
    List<Receipt.Part> parts = new ArrayList<>(folder.lineage().journal());
    parts.addAll(others(tables));
    folder.lineage().writeReceipt(Receipt.of(parts));
  }

  /** All parts of a receipt but the journal, in the order of its chain. */
  List<Receipt.Part> others(List<Receipt.Part> tables) throws IOException {
    List<Receipt.Part> parts = new ArrayList<>();
    parts.add(new Receipt.Part("settings", Sha256.of(record.settings())));
    String rows = record.fingerprint().map(StudyEvent.Fingerprint::digest).orElse("none");
    parts.add(new Receipt.Part("fingerprint", rows));
    parts.addAll(tables);
    parts.addAll(model);
    parts.addAll(folder.lineage().left());
    parts.add(new Receipt.Part("jar", jar()));
    return parts;
  }

  /** Digest of the jar that runs; {@code classes} if they lie in a folder. */
  private static String jar() throws IOException {
    CodeSource source = StudyLineage.class.getProtectionDomain().getCodeSource();
    try {
      Path place = source == null ? Path.of("") : Path.of(source.getLocation().toURI());
      if (Files.isRegularFile(place)) {
        try (InputStream bytes = Files.newInputStream(place)) {
          return Sha256.of(bytes);
        }
      }
      return "classes";
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
