package org.espalier.report.card;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.espalier.journal.HeldOutExamination;
import org.espalier.journal.ModelRefit;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.Summary;
import org.espalier.metric.ConfusionTable;
import org.espalier.study.TrialState;

/**
 * Card of the model that a study left; its components are the fields of {@code model-card.json}.
 *
 * @param format version of these fields
 * @param limitations sentences by which the study itself tells against the model
 * @param added texts of persons by section, taken from {@code model-card.md}
 * @param toAdd sections that a person has yet to write
 */
public record ModelCard(
    int format,
    Model model,
    Data data,
    Evaluation evaluation,
    Search search,
    List<String> limitations,
    Map<String, String> added,
    List<String> toAdd) {

  /** Format of the fields. */
  public static final int FORMAT = 1;

  public ModelCard {
    limitations = List.copyOf(limitations);
    added = Collections.unmodifiableMap(new LinkedHashMap<>(added));
    toAdd = List.copyOf(toAdd);
  }

  /**
   * The model.
   *
   * @param date day on which the study ended, or began if it did not end, in UTC
   * @param learner empty where the space names none
   * @param iterations number at which early stopping ended its training
   * @param features its feature stages, in words
   * @param refit fit on all rows, which no score is of; empty with model.refit = training
   * @param packages what a program needs to load it; empty if plain Spark does
   */
  public record Model(
      String study,
      String date,
      StudyStatus status,
      String learner,
      Map<String, Object> params,
      OptionalInt iterations,
      List<String> features,
      Optional<ModelRefit> refit,
      Optional<String> packages,
      Map<String, String> versions) {
    public Model {
      params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
      features = List.copyOf(features);
      versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }
  }

  /**
   * The data that it learned from.
   *
   * @param source as the settings have it, without secrets; empty if not known
   * @param fingerprint identity of the rows; its columns are empty where names are hidden
   */
  public record Data(
      String source, Optional<StudyEvent.Fingerprint> fingerprint, StudyEvent.Folds folds) {}

  /**
   * Evaluation of the model.
   *
   * @param winner scores of the model
   * @param baseline scores of the first learner's defaults
   * @param classes quality by class on held-out rows; none where it was not examined, or names are
   *     hidden
   */
  public record Evaluation(
      Summary.Metric metric,
      Optional<Summary.Standing> winner,
      Optional<Summary.Standing> baseline,
      Optional<Summary.Improvement> improvement,
      List<ClassQuality> classes) {
    public Evaluation {
      classes = List.copyOf(classes);
    }
  }

  /**
   * Quality of the predictions of a class.
   *
   * @param rows weight of the rows with this label
   * @param precision share of the predictions of this class that are right; 0 if there are none
   * @param recall share of the rows of this class that are found; 0 if there are none
   */
  public record ClassQuality(String name, double rows, double precision, double recall) {}

  /**
   * Search that found the model.
   *
   * @param trials number of trials by state
   */
  public record Search(
      String sampler,
      String scheduler,
      long seed,
      Map<TrialState, Integer> trials,
      Summary.Cost cost) {
    public Search {
      trials = Collections.unmodifiableMap(new LinkedHashMap<>(trials));
    }
  }

  /**
   * Card of a study's model.
   *
   * @param settings effective settings by path
   * @param added texts of persons by section
   */
  public static ModelCard of(
      StudyRecord record, Map<String, String> settings, Map<String, String> added) {
    Summary summary = record.summary();
    StudyEvent.Setup setup = record.opened().setup();
    return new ModelCard(
        FORMAT,
        model(record, settings),
        new Data(
            settings.getOrDefault("data.source", ""),
            record.fingerprint(),
            record.opened().folds()),
        new Evaluation(
            summary.result().metric(),
            summary.result().winner(),
            summary.result().baseline(),
            summary.result().improvement(),
            hidesNames(settings) ? List.of() : classes(record)),
        new Search(
            setup.sampler(),
            setup.scheduler(),
            setup.seed(),
            summary.search().trials(),
            summary.cost()),
        CardLimitations.of(record),
        added,
        Arrays.stream(CardAddition.values())
            .map(CardAddition::key)
            .filter(key -> !added.containsKey(key))
            .toList());
  }

  private static boolean hidesNames(Map<String, String> settings) {
    return settings.getOrDefault("output.names", "").equalsIgnoreCase("hidden");
  }

  private static Model model(StudyRecord record, Map<String, String> settings) {
    Optional<Summary.Standing> winner = record.summary().result().winner();
    String learner = winner.map(Summary.Standing::learner).orElse("");
    String features = "features of %s: ".formatted(learner); // as the preview says it
    long at = record.course().closed().map(StudyEvent.Closed::at).orElse(record.opened().at());
    return new Model(
        record.opened().study(),
        LocalDate.ofInstant(Instant.ofEpochMilli(at), ZoneOffset.UTC).toString(),
        record.summary().end().status(),
        learner,
        winner.map(Summary.Standing::configuration).orElse(Map.of()),
        winner.map(Summary.Standing::iterations).orElse(OptionalInt.empty()),
        record.opened().request().asked().stream()
            .filter(line -> line.startsWith(features))
            .map(line -> line.substring(features.length()))
            .toList(),
        record.summary().result().refit(),
        RequiredPackages.of(record, settings),
        record.summary().provenance().versions());
  }

  private static List<ClassQuality> classes(StudyRecord record) {
    return record
        .course()
        .examination()
        .flatMap(HeldOutExamination::confusion)
        .map(ModelCard::classes)
        .orElse(List.of());
  }

  private static List<ClassQuality> classes(ConfusionTable table) {
    return IntStream.range(0, table.classes().size())
        .mapToObj(
            i -> {
              List<Double> row = table.weights().get(i);
              double rows = row.stream().mapToDouble(weight -> weight).sum();
              double predicted = table.weights().stream().mapToDouble(label -> label.get(i)).sum();
              return new ClassQuality(
                  table.classes().get(i),
                  rows,
                  share(row.get(i), predicted),
                  share(row.get(i), rows));
            })
        .toList();
  }

  private static double share(double part, double all) {
    return all == 0 ? 0 : part / all;
  }
}
