package org.espalier.lineage;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.Summary;

/**
 * Run events of a study as <a href="https://openlineage.io/spec/2-0-2/OpenLineage.json">OpenLineage
 * 2-0-2</a> defines them, each a tree of maps, lists, texts and numbers: its start, each resumption
 * and its end.
 *
 * <p>Names of columns are in them only where the journal has them, as not with {@code output.names
 * = hidden}.
 *
 * @param inputs tables that the study read, the one with the fingerprint first
 * @param outputs the saved model; none if there is none yet
 */
public record RunEvents(StudyRecord record, List<Input> inputs, List<Output> outputs) {

  /** Namespace of all studies. */
  public static final String NAMESPACE = "espalier";

  /** Address of the schema of our own facets. */
  public static final String OWN_SCHEMA = "https://espalier.org/spec/1-0-0/lineage.json#/$defs/";

  private static final String SCHEMA =
      "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
  private static final String FACETS = "https://openlineage.io/spec/facets/";
  private static final String PRODUCER = "https://espalier.org/espalier";

  /**
   * A table that was read.
   *
   * @param version version of the table that the settings name; empty if they name none
   */
  public record Input(LineageDataset dataset, Optional<String> version) {}

  /**
   * A folder that was written.
   *
   * @param digest SHA-256 of the names and contents of its files
   */
  public record Output(LineageDataset dataset, String digest) {}

  public RunEvents {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** All events so far, in their order. */
  public List<Map<String, Object>> all() {
    List<Map<String, Object>> events = new ArrayList<>();
    events.add(event("START", record.opened().at(), List.of()));
    record.course().resumed().forEach(again -> events.add(event("RUNNING", again.at(), List.of())));
    record
        .course()
        .closed()
        .ifPresent(
            end ->
                events.add(
                    event(
                        type(end.status()),
                        end.at(),
                        outputs.stream().map(this::written).toList())));
    return events;
  }

  /** A missed requirement is no failure here: the model was left, and its facet has the status. */
  private static String type(StudyStatus status) {
    return switch (status) {
      case FINISHED, GATE_FAILED -> "COMPLETE";
      case INTERRUPTED -> "ABORT";
      case GAVE_UP, INVALID, DEFECT -> "FAIL";
      case RUNNING -> "RUNNING";
    };
  }

  private Map<String, Object> event(String type, long at, List<Map<String, Object>> written) {
    boolean ends = !type.equals("START") && !type.equals("RUNNING");
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("eventType", type);
    event.put("eventTime", Instant.ofEpochMilli(at).toString());
    event.put("run", pair("runId", runId(), "facets", runFacets(ends)));
    event.put("job", job());
    event.put("inputs", read());
    event.put("outputs", written);
    event.put("producer", producer());
    event.put("schemaURL", SCHEMA);
    return event;
  }

  /** The same for a study however often it is resumed, and for no other one. */
  private String runId() {
    String unique = "%s\n%s\n%d".formatted(NAMESPACE, name(), record.opened().at());
    return UUID.nameUUIDFromBytes(unique.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private String name() {
    return record.opened().study();
  }

  private String version() {
    return record.opened().versions().getOrDefault("espalier", "");
  }

  private String producer() {
    return version().isEmpty() ? PRODUCER : PRODUCER + "/" + version();
  }

  private Map<String, Object> job() {
    Map<String, Object> type = facet(FACETS + "2-0-4/JobTypeJobFacet.json#/$defs/JobTypeJobFacet");
    type.put("processingType", "BATCH");
    type.put("integration", "ESPALIER");
    type.put("jobType", "STUDY");
    Map<String, Object> job = pair("namespace", NAMESPACE, "name", name());
    job.put("facets", Map.of("jobType", type));
    return job;
  }

  private Map<String, Object> runFacets(boolean ends) {
    Map<String, Object> facets = new LinkedHashMap<>();
    Map<String, Object> engine =
        facet(FACETS + "1-1-1/ProcessingEngineRunFacet.json#/$defs/ProcessingEngineRunFacet");
    engine.put("name", "spark");
    engine.put("version", record.opened().versions().getOrDefault("spark", "unknown"));
    engine.put("openlineageAdapterVersion", version().isEmpty() ? "unknown" : version());
    facets.put("processing_engine", engine);
    Summary.End end = record.summary().end();
    if (ends && type(end.status()).equals("FAIL")) {
      Map<String, Object> error =
          facet(FACETS + "1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet");
      error.put("message", end.reason());
      error.put("programmingLanguage", "JAVA");
      facets.put("errorMessage", error);
    }
    facets.put("espalier_study", study(ends));
    return facets;
  }

  private Map<String, Object> study(boolean ends) {
    StudyEvent.Setup setup = record.opened().setup();
    Map<String, Object> facet = facet(OWN_SCHEMA + "StudyRunFacet");
    facet.put("sampler", setup.sampler());
    facet.put("scheduler", setup.scheduler());
    facet.put("seed", setup.seed());
    facet.put("metric", setup.objective().metric());
    if (ends) {
      Summary summary = record.summary();
      facet.put("status", summary.end().status().key());
      facet.put("trials", record.trials().size());
      facet.put("taskSeconds", summary.cost().taskSeconds());
      facet.put("wallSeconds", summary.cost().wallSeconds());
      facet.put("reproducible", summary.provenance().reproducible());
      summary.result().winner().ifPresent(winner -> add(facet, winner));
    }
    return facet;
  }

  private void add(Map<String, Object> facet, Summary.Standing winner) {
    Summary.Result result = record.summary().result();
    facet.put("learner", winner.learner());
    facet.put("params", winner.configuration());
    Map<String, Object> metrics = new LinkedHashMap<>();
    scores(metrics, "", winner);
    result.baseline().ifPresent(baseline -> scores(metrics, "baseline_", baseline));
    result
        .improvement()
        .ifPresent(
            gain -> {
              metrics.put("gain", gain.crossValidated());
              gain.heldOut().ifPresent(held -> metrics.put("held_out_gain", held));
              gain.interval()
                  .ifPresent(
                      interval -> {
                        metrics.put("held_out_gain_low", interval.low());
                        metrics.put("held_out_gain_high", interval.high());
                      });
            });
    facet.put("metrics", metrics);
  }

  private static void scores(
      Map<String, Object> metrics, String prefix, Summary.Standing standing) {
    metrics.put(prefix + "cross_validated", standing.crossValidated().mean());
    standing
        .crossValidated()
        .stdError()
        .ifPresent(error -> metrics.put(prefix + "std_error", error));
    standing.heldOut().ifPresent(held -> metrics.put(prefix + "held_out", held.score()));
  }

  private List<Map<String, Object>> read() {
    List<Map<String, Object>> read = new ArrayList<>();
    for (Input input : inputs) {
      Map<String, Object> facets = new LinkedHashMap<>();
      Optional<StudyEvent.Fingerprint> rows =
          read.isEmpty() ? record.fingerprint() : Optional.empty();
      input
          .version()
          .or(() -> rows.map(StudyEvent.Fingerprint::digest))
          .ifPresent(version -> facets.put("version", version(version)));
      rows.ifPresent(known -> add(facets, known));
      read.add(dataset(input.dataset(), facets));
    }
    return read;
  }

  private void add(Map<String, Object> facets, StudyEvent.Fingerprint rows) {
    if (!rows.columns().isEmpty()) {
      Map<String, Object> schema =
          facet(FACETS + "1-2-0/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet");
      schema.put(
          "fields",
          rows.columns().entrySet().stream()
              .map(column -> pair("name", column.getKey(), "type", column.getValue()))
              .toList());
      facets.put("schema", schema);
    }
    Map<String, Object> fingerprint = facet(OWN_SCHEMA + "FingerprintDatasetFacet");
    fingerprint.put("digest", rows.digest());
    fingerprint.put("rows", rows.rows());
    facets.put("espalier_fingerprint", fingerprint);
  }

  private Map<String, Object> version(String version) {
    Map<String, Object> facet =
        facet(FACETS + "1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet");
    facet.put("datasetVersion", version);
    return facet;
  }

  private Map<String, Object> written(Output output) {
    Map<String, Object> hash = facet(OWN_SCHEMA + "HashDatasetFacet");
    hash.put("algorithm", Receipt.ALGORITHM);
    hash.put("digest", output.digest());
    Map<String, Object> facets = new LinkedHashMap<>();
    facets.put("version", version(output.digest()));
    facets.put("espalier_hash", hash);
    return dataset(output.dataset(), facets);
  }

  private static Map<String, Object> dataset(LineageDataset named, Map<String, Object> facets) {
    Map<String, Object> dataset = pair("namespace", named.namespace(), "name", named.name());
    dataset.put("facets", facets);
    return dataset;
  }

  private Map<String, Object> facet(String schema) {
    return pair("_producer", producer(), "_schemaURL", schema);
  }

  /** Fields in their order, to which others may be added. */
  private static Map<String, Object> pair(String one, Object its, String other, Object others) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(one, its);
    fields.put(other, others);
    return fields;
  }
}
