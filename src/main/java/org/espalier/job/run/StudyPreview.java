package org.espalier.job.run;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.numeric.CountedNoun;
import org.espalier.search.Neighbourhood;
import org.espalier.search.StartPoints;
import org.espalier.search.gp.AutoSampler;
import org.espalier.simulate.DryRun;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.storage.ExecutorStorage;
import org.espalier.spec.SafeText;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.Strategies;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.study.Fidelity;
import org.espalier.study.Placement;
import org.espalier.study.PriorObservations;

/**
 * Text of what a prepared study will do, a line for each part.
 *
 * @param training where the learners are trained
 */
public record StudyPreview(PreparedStudy study, List<Placement> training) {

  /** Bytes of a stored row besides its values: header, label, vector. */
  private static final long ROW = 80;

  private static final long NUMBER = 8;

  /** Bytes of an index and a value of a sparse vector. */
  private static final long ENTRY = 12;

  /** Approximate number of different words and pairs of words in a text. */
  private static final long TERMS = 40;

  private static final double MEGABYTE = 1 << 20;

  /** A preview before any row is collected. */
  public StudyPreview(PreparedStudy study) {
    this(study, study.planned());
  }

  private StudyPlan plan() {
    return study.plan();
  }

  /** Prints it, with the expected use of the cluster. */
  public void print(PrintWriter out) {
    asked().forEach(line -> out.printf("  %s%n", line));
    out.printf("  %s%n", study.occupancy().text());
    out.flush();
  }

  /** The request in words, a line for each part. */
  List<String> asked() {
    List<String> lines = new ArrayList<>();
    lines.add(question());
    lines.add(search());
    earlier().ifPresent(lines::add);
    plan().tuning().schedule().choice().ifPresent(lines::add);
    lines.add(rungs());
    lines.add(study.pipelines().trained(training));
    storage().ifPresent(lines::add);
    if (plan().output().hidesNames()) {
      lines.add(
          "names of columns and classes are hidden, and with them the stages that were chosen");
    } else {
      lines.addAll(study.pipelines().chosen());
      lines.addAll(study.data().notes());
      lines.addAll(study.data().leakNotes());
    }
    return lines.stream().map(SafeText::line).toList();
  }

  private Optional<String> storage() {
    long rows = study.data().folds().trainingRows();
    return storage(
        (double) rows * rowBytes(study.data().features()) * study.pipelines().copies(),
        study.pipelines().copies(),
        ExecutorStorage.bytes(study.spark().sparkContext()));
  }

  /** Approximate number of bytes of a row after its feature stages. */
  static long rowBytes(List<FeatureColumn> columns) {
    return ROW + columns.stream().mapToLong(column -> bytes(column.kind())).sum();
  }

  private static long bytes(FeatureColumn.ColumnKind kind) {
    return switch (kind) {
      case NUMERIC, BOOLEAN -> NUMBER;
      case TEXT -> ENTRY;
      case PROSE -> TERMS * ENTRY;
      case VECTOR, OTHER -> FeatureColumn.UNKNOWN * NUMBER;
    };
  }

  /**
   * Warning about rows that do not fit: they are read from disk, which is slow but correct.
   *
   * @param need bytes of all prepared rows
   * @param copies number of copies stored at a time: each fold of each different prefix of stages
   * @param storage bytes that all executors can store; 0 if there is no executor yet
   */
  static Optional<String> storage(double need, int copies, long storage) {
    return storage == 0 || need <= storage
        ? Optional.empty()
        : Optional.of(
            "about %,.0f MB of prepared rows (%s), but executors store %,.0f MB: the rest goes to disk; raise the executors' memory, or use fewer folds or learners"
                .formatted(need / MEGABYTE, CountedNoun.of(copies, "copy"), storage / MEGABYTE));
  }

  private String question() {
    long heldOut = study.data().folds().heldOutRows();
    int repeats = plan().folds().repeats();
    int folds = study.data().folds().sizes().size() / repeats;
    return "%s%s by %s: %s in %s%s (%s%s), %s, %s"
        .formatted(
            study.data().task().text(),
            plan()
                .data()
                .target()
                .label()
                .map(label -> " of " + (plan().output().hidesNames() ? "a label" : label))
                .orElse(""),
            study.data().metric().key(),
            CountedNoun.of(study.data().folds().trainingRows(), "training row"),
            repeats == 1 ? "" : repeats + " times ",
            CountedNoun.of(folds, "fold"),
            study.data().folds().rule(),
            plan().folds().areStratified() && study.data().task().isClassification()
                ? ", stratified"
                : "",
            heldOut == 0 ? "none held out" : held(heldOut),
            FeatureColumn.count(study.data().features()));
  }

  private String held(long rows) {
    return "%,d held out until the end%s"
        .formatted(rows, study.isRefitOnAll() ? ", when the model is fitted on them too" : "");
  }

  private String search() {
    DryRun dryRun = study.dryRun();
    StartPoints start = study.strategies().start();
    List<String> from = new ArrayList<>();
    from.add(start.defaults().size() == 1 ? "the defaults" : "the defaults of each");
    if (!start.points().isEmpty()) {
      from.add("%d of your points".formatted(start.points().size()));
    }
    if (!start.earlier().isEmpty()) {
      from.add("the best %d of an earlier study".formatted(start.earlier().size()));
    }
    if (!start.portfolio().isEmpty() || study.space().portfolio().leftOut() > 0) {
      from.add(
          "%d of the portfolio%s"
              .formatted(start.portfolio().size(), study.space().portfolio().change()));
    }
    int later = study.space().refinements().stream().mapToInt(Neighbourhood::trials).sum();
    int sampled = dryRun.trials() - start.size() - later;
    if (sampled > 0) {
      from.add("then %d by %s".formatted(sampled, sampler()));
    }
    for (Neighbourhood refinement : study.space().refinements()) {
      from.add(
          "then %d by %s around the best so far"
              .formatted(refinement.trials(), refinement.origin()));
    }
    String learners =
        plan().learners().stream().map(LearnerPlan::name).collect(Collectors.joining(", "));
    return "%s of %s: %s; %s %s%s"
        .formatted(
            CountedNoun.of(dryRun.trials(), "configuration"),
            learners,
            String.join(", ", from),
            dryRun.scaled() ? "about" : "at most",
            CountedNoun.of(dryRun.allCells(), "fit"),
            dryRun.scaled() ? ", counted on the first %,d".formatted(DryRun.PLAYED) : "");
  }

  /** Maximum cost of an earlier study that misleads; empty if nothing is learned from one. */
  private Optional<String> earlier() {
    PriorObservations prior = study.space().prior();
    boolean learns = study.strategies().first().readsOutcomes() && !prior.observations().isEmpty();
    return learns
        ? Optional.of(
            ("uses %s of an earlier study, with a fading weight, in every second proposal up to"
                    + " %s; a misleading one costs no more than these proposals")
                .formatted(
                    CountedNoun.of(prior.observations().size(), "trial"),
                    CountedNoun.of(prior.fadesAfter(), "outcome")))
        : Optional.empty();
  }

  private String sampler() {
    String name = plan().tuning().search().sampler();
    if (!name.equals(AutoSampler.NAME)) {
      return name;
    }
    AutoSampler.Choice chosen =
        Strategies.automatic(plan().tuning().search(), study.space().space());
    return "%s (%s: %s)".formatted(name, chosen.sampler(), chosen.why());
  }

  private String rungs() {
    if (plan().tuning().schedule().isFull()) {
      return "every configuration on all folds and rows";
    }
    SchedulePlan.Resource resource = plan().tuning().schedule().resource();
    String levels =
        study.ladder().rungs().stream()
            .map((Fidelity f) -> "%,d".formatted(resource.of(f)))
            .collect(Collectors.joining(" / "));
    String single =
        study.ladder().top() == 0 ? " (a single rung: every configuration at full fidelity)" : "";
    int lowest = study.ladder().rung(0).folds();
    int folds = study.ladder().rung(study.ladder().top()).folds();
    String fewer =
        resource != SchedulePlan.Resource.FOLDS && lowest < folds
            ? ", all but the last on %d of %d folds".formatted(lowest, folds)
            : "";
    return "%s over %s, eta %d: rungs of %s%s%s"
        .formatted(
            plan().tuning().schedule().type(),
            resource.text(),
            plan().tuning().schedule().eta(),
            levels,
            single,
            fewer);
  }
}
