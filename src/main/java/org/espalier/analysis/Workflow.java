package org.espalier.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.numeric.Counted;
import org.espalier.numeric.Decimals;
import org.espalier.search.GridSampler;
import org.espalier.study.CellOutcome;
import org.espalier.study.Cost;
import org.espalier.study.Objective;

/**
 * Workflow from the defaults to held-out rows: the gain and the cost of each stage. Gains are
 * differences of scores on the same folds; each is that of the best of several configurations, and
 * so more than new rows will show.
 *
 * @param stages as far as they are done, in their order
 * @param worth best gain by each parameter alone, the largest first; empty before that stage
 */
public record Workflow(
    String study, Summary.Metric metric, List<Stage> stages, List<ParameterGain> worth) {

  private static final double MILLIS = 1000;
  private static final int SHOWN = 3;
  private static final String NONE = "–";

  /**
   * Study of a workflow that has ended.
   *
   * @param folder name of its folder within that of the workflow
   */
  public record Study(String folder, StudyHistory history) {}

  /**
   * Stage of a workflow.
   *
   * @param folder name of the folder of its study
   * @param best best configuration so far
   * @param score of the best of this stage: over the folds of the search or, of the last stage, on
   *     held-out rows
   * @param gain over the best of the stages before, paired by fold, positive if better; empty of
   *     the first and the last
   * @param overDefaults the same over the defaults of the first learner; empty of the first stage,
   *     of the last on held-out rows
   * @param learned sentences
   */
  public record Stage(
      String name,
      String folder,
      Optional<Summary.Standing> best,
      Optional<ScoreEstimate> score,
      Optional<ScoreEstimate> gain,
      Optional<ScoreEstimate> overDefaults,
      Work work,
      List<String> learned) {
    public Stage {
      learned = List.copyOf(learned);
    }
  }

  /**
   * Cost of a stage.
   *
   * @param fits number of fits
   * @param seconds wall time; empty of a part of a study that was broken off
   * @param taskSeconds executor run time; empty of fits after the search
   */
  public record Work(int trials, int fits, OptionalDouble seconds, OptionalDouble taskSeconds) {

    private List<String> texts() {
      return Stream.of(seconds, taskSeconds)
          .map(time -> time.isPresent() ? Decimals.text(time.getAsDouble(), 1) : NONE)
          .toList();
    }
  }

  public Workflow {
    stages = List.copyOf(stages);
    worth = List.copyOf(worth);
  }

  /**
   * The workflow as far as its studies have ended.
   *
   * @param done defaults, one at a time, random, and the study with grid, further folds and
   *     held-out rows: the first of these at least
   */
  public static Workflow of(String study, List<Study> done) {
    Course course = new Course(done.get(0).history().record());
    List<ParameterGain> worth = List.of();
    for (int i = 0; i < done.size(); i++) {
      StudyHistory history = done.get(i).history();
      StudyRecord record = history.record();
      String folder = done.get(i).folder();
      switch (i) {
        case 0 -> course.add("Defaults", folder, record, defaults(record));
        case 1 -> {
          worth = ParameterGain.of(record);
          course.add("One at a time", folder, record, oneAtATime(worth));
        }
        case 2 -> course.add("Random on few rows", folder, record, random(record));
        default -> course.addLast(folder, history, record);
      }
    }
    return new Workflow(study, course.first.summary().result().metric(), course.stages, worth);
  }

  private static List<String> defaults(StudyRecord record) {
    return List.of(
        record.trials().stream()
            .map(
                row ->
                    "%s %s"
                        .formatted(
                            row.candidate().learner(), estimate(row).orElse("without a score")))
            .collect(Collectors.joining(", ", "Defaults by learner: ", ".")));
  }

  private static Optional<String> estimate(TrialRow row) {
    TrialRow.Evaluation evaluation = row.evaluation();
    return evaluation.score().stream()
        .mapToObj(
            mean -> new ScoreEstimate(mean, evaluation.stdError(), evaluation.folds()).toString())
        .findFirst();
  }

  private static List<String> oneAtATime(List<ParameterGain> worth) {
    List<String> learned = new ArrayList<>();
    worth.stream()
        .filter(gain -> gain.gain().mean() > 0)
        .limit(SHOWN)
        .forEach(
            gain ->
                learned.add(
                    "%s = %s brings %s.".formatted(gain.parameter(), gain.change(), gain.gain())));
    String none =
        worth.stream()
            .filter(gain -> !(gain.gain().mean() > 0))
            .map(ParameterGain::parameter)
            .collect(Collectors.joining(", "));
    if (!none.isEmpty()) {
      learned.add("No value is better than the default by itself: %s.".formatted(none));
    }
    return learned;
  }

  private static List<String> random(StudyRecord record) {
    int top = record.opened().setup().ladder().top();
    int trials = record.trials().size();
    if (top == 0) {
      return List.of("%s on all rows.".formatted(Counted.of(trials, "configuration")));
    }
    long promoted = record.trials().stream().filter(row -> row.evaluation().rung() == top).count();
    return List.of(
        "%s on %,d of %s, %,d of them on all."
            .formatted(
                Counted.of(trials, "configuration"),
                record.opened().setup().ladder().rung(0).rows(),
                Counted.of(record.opened().setup().ladder().rung(top).rows(), "training row"),
                promoted));
  }

  private static List<String> grid(StudyRecord record) {
    List<TrialRow> grid =
        record.trials().stream()
            .filter(row -> row.candidate().origin().equals(GridSampler.NAME))
            .toList();
    String values =
        grid.stream()
            .flatMap(row -> row.candidate().configuration().keySet().stream())
            .distinct()
            .map(name -> values(name, grid))
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    return List.of(
        values.isEmpty()
            ? "No param has numbers to go a step from."
            : "%s: %s.".formatted(Counted.of(grid.size(), "point"), values));
  }

  /** Values of a param that varies; else empty. */
  private static String values(String name, List<TrialRow> grid) {
    TreeSet<Double> values =
        grid.stream()
            .map(row -> row.candidate().configuration().get(name))
            .filter(Number.class::isInstance)
            .map(value -> ((Number) value).doubleValue())
            .collect(Collectors.toCollection(TreeSet::new));
    return values.size() < 2
        ? ""
        : name + " " + values.stream().map(ScoreEstimate::value).collect(Collectors.joining(", "));
  }

  /** Best so far, as stages are added. */
  private static final class Course {

    private final StudyRecord first;
    private final Objective objective;
    private final List<Stage> stages = new ArrayList<>();
    private Optional<Summary.Standing> best = Optional.empty();

    private Course(StudyRecord first) {
      this.first = first;
      this.objective = first.opened().setup().objective();
    }

    private void add(String name, String folder, StudyRecord record, List<String> learned) {
      add(name, folder, record.course().leader().stream().toList(), searched(record), learned);
    }

    /**
     * @param leader one or none
     */
    private void add(
        String name,
        String folder,
        List<Summary.Standing> leader,
        Work work,
        List<String> learned) {
      Optional<Summary.Standing> own = leader.stream().findFirst();
      Optional<ScoreEstimate> gain = own.flatMap(one -> best.flatMap(b -> difference(one, b)));
      List<String> sentences = new ArrayList<>(learned);
      if (best.isPresent() && !gain.map(value -> value.mean() > 0).orElse(false)) {
        sentences.add("Nothing better than before.");
      } else {
        best = own;
      }
      stages.add(
          new Stage(
              name,
              folder,
              best,
              own.map(one -> estimate(one.crossValidated())),
              gain,
              stages.isEmpty() ? Optional.empty() : own.flatMap(this::overDefaults),
              work,
              sentences));
    }

    private static ScoreEstimate estimate(Summary.CrossValidated score) {
      return new ScoreEstimate(score.mean(), score.stdError(), score.scores().size());
    }

    private Optional<ScoreEstimate> difference(Summary.Standing one, Summary.Standing other) {
      List<Double> scores = one.crossValidated().scores();
      List<Double> others = other.crossValidated().scores();
      return scores.size() == others.size() && !scores.isEmpty()
          ? Optional.of(
              ScoreEstimate.of(
                  IntStream.range(0, scores.size())
                      .mapToObj(i -> objective.improvement(scores.get(i), others.get(i)))
                      .toList()))
          : Optional.empty();
    }

    private Optional<ScoreEstimate> overDefaults(Summary.Standing one) {
      return first.summary().result().baseline().flatMap(base -> difference(one, base));
    }

    private static Work searched(StudyRecord record) {
      Summary.Cost cost = record.summary().cost();
      return new Work(
          record.trials().size(),
          (int) record.cells().stream().map(CellRow::cost).filter(Course::ran).count(),
          OptionalDouble.of(cost.wallSeconds()),
          OptionalDouble.of(cost.taskSeconds()));
    }

    private static boolean ran(Cost cost) {
      return cost.attempts() > 0;
    }

    /** The three stages of the last study. */
    private void addLast(String folder, StudyHistory history, StudyRecord record) {
      List<Cost> again =
          history.repeated().values().stream()
              .flatMap(repeated -> repeated.cells().stream())
              .map(CellOutcome::cost)
              .filter(Course::ran)
              .toList();
      List<Cost> search = record.cells().stream().map(CellRow::cost).filter(Course::ran).toList();
      long begun = record.opened().at();
      long searched = ended(search.stream(), begun);
      long repeated = ended(again.stream(), searched);
      boolean whole = history.resumed().isEmpty();
      add(
          "Fine grid",
          folder,
          record.course().leader().stream().toList(),
          new Work(
              record.trials().size(),
              search.size(),
              seconds(whole, searched - begun),
              OptionalDouble.of(tasks(search))),
          grid(record));
      Optional<Summary.Standing> winner = record.summary().result().winner();
      Optional<Summary.Standing> searchedBest = best;
      stages.add(
          new Stage(
              "Finalists on folds",
              folder,
              winner.or(() -> searchedBest),
              winner.map(one -> estimate(one.crossValidated())),
              winner.flatMap(one -> searchedBest.flatMap(b -> difference(one, b))),
              winner.flatMap(this::overDefaults),
              new Work(
                  history.repeated().size(),
                  again.size(),
                  seconds(whole, repeated - searched),
                  OptionalDouble.of(tasks(again))),
              finalists(history, winner.stream().mapToInt(Summary.Standing::trial).toArray())));
      stages.add(
          heldOut(
              folder,
              record,
              winner.stream().toList(),
              seconds(
                  whole,
                  begun + Math.round(record.summary().cost().wallSeconds() * MILLIS) - repeated)));
    }

    private static OptionalDouble seconds(boolean whole, long millis) {
      return whole ? OptionalDouble.of(Math.max(0, millis) / MILLIS) : OptionalDouble.empty();
    }

    private static long ended(Stream<Cost> costs, long earliest) {
      return costs.mapToLong(cost -> cost.span().endedAt()).reduce(earliest, Math::max);
    }

    private static double tasks(List<Cost> costs) {
      return costs.stream().mapToDouble(Cost::taskSeconds).sum();
    }
  }

  /**
   * @param winner one trial or none
   */
  private static List<String> finalists(StudyHistory history, int... winner) {
    Map<Integer, StudyEvent.Repeated> repeated = history.repeated();
    if (repeated.isEmpty()) {
      return List.of("No further folds: the winner is chosen by the folds of the search.");
    }
    int folds = repeated.values().iterator().next().cells().size();
    return List.of(
        repeated.entrySet().stream()
            .filter(entry -> !entry.getValue().scores().isEmpty())
            .map(
                entry ->
                    "trial %d %s%s"
                        .formatted(
                            entry.getKey(),
                            ScoreEstimate.of(entry.getValue().scores()),
                            IntStream.of(winner).anyMatch(entry.getKey()::equals)
                                ? " (the winner)"
                                : ""))
            .collect(
                Collectors.joining(
                    ", ",
                    "On %s that the search has not seen: ".formatted(Counted.of(folds, "fold")),
                    ".")));
  }

  /**
   * @param winner one or none
   */
  private static Stage heldOut(
      String folder, StudyRecord record, List<Summary.Standing> winner, OptionalDouble seconds) {
    Optional<Summary.Standing> best = winner.stream().findFirst();
    Optional<Double> score = best.flatMap(Summary.Standing::heldOut).map(Summary.HeldOut::score);
    Optional<Double> base =
        record
            .summary()
            .result()
            .baseline()
            .flatMap(Summary.Standing::heldOut)
            .map(Summary.HeldOut::score);
    Optional<Summary.Improvement> over = record.summary().result().improvement();
    OptionalDouble gain = over.map(Summary.Improvement::heldOut).orElse(OptionalDouble.empty());
    List<String> learned = new ArrayList<>();
    score.ifPresent(
        held ->
            learned.add(
                "The winner scores %s on held-out rows%s."
                    .formatted(
                        ScoreEstimate.digits(held),
                        base.map(b -> ", the defaults " + ScoreEstimate.digits(b)).orElse(""))));
    over.flatMap(Summary.Improvement::interval)
        .filter(interval -> interval.low() != interval.high())
        .ifPresent(
            interval ->
                learned.add(
                    "95 %% interval of the difference: %s to %s%s."
                        .formatted(
                            ScoreEstimate.digits(interval.low()),
                            ScoreEstimate.digits(interval.high()),
                            interval.holdsZero() ? "; it may be noise" : "")));
    int fits = best.isEmpty() ? 0 : best.get().trial() == 0 || base.isEmpty() ? 1 : 2;
    return new Stage(
        "Held-out rows",
        folder,
        best,
        score.map(held -> new ScoreEstimate(held, OptionalDouble.empty(), 1)),
        Optional.empty(),
        gain.stream()
            .mapToObj(value -> new ScoreEstimate(value, OptionalDouble.empty(), 1))
            .findFirst(),
        new Work(fits, fits, seconds, OptionalDouble.empty()),
        learned);
  }

  /** The stages as a table of text, a heading and a line for each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    String form = "%-22s %-20s %-22s %7s %6s %8s %8s";
    lines.add(
        form.formatted("stage", metric.name(), "gain", "trials", "fits", "seconds", "core s")
            .stripTrailing());
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      lines.add(
          form.formatted(
                  "%d %s".formatted(i + 1, stage.name().toLowerCase(Locale.ROOT)),
                  stage.score().map(ScoreEstimate::toString).orElse(NONE),
                  stage.gain().map(Workflow::signed).orElse(NONE),
                  stage.work().trials(),
                  stage.work().fits(),
                  stage.work().texts().get(0),
                  stage.work().texts().get(1))
              .stripTrailing());
    }
    return lines;
  }

  private static String signed(ScoreEstimate gain) {
    return (gain.mean() > 0 ? "+" : "") + gain;
  }
}
