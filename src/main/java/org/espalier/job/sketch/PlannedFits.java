package org.espalier.job.sketch;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.hocon.Settings;
import org.espalier.metric.ProblemType;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.data.SourceTable;
import org.espalier.spark.data.table.Target;
import org.espalier.spark.pipeline.StudyPipelines;
import org.espalier.spec.learners.Learners;
import org.espalier.spec.learners.StudyPlan;

/**
 * Number of fits that a time is planned to hold: of the learners that a search for a table spends
 * most of its time on, on all training rows. It follows from the table and the time, and nothing is
 * measured for it.
 *
 * @param usable types of learners whose libraries are there
 */
record PlannedFits(TableRequest asked, Set<String> usable) {

  /** Learners of many trees; those after the first that is usable are searched in its place. */
  private static final List<List<String>> SEARCHED =
      List.of(List.of("xgboost"), List.of("random-forest", "gradient-boosted-trees"));

  PlannedFits {
    usable = Set.copyOf(usable);
  }

  /**
   * Number of fits.
   *
   * @param seconds of all slots together
   */
  double within(SourceTable table, StudyPlan plan, double seconds) {
    Optional<Target> target = table.target(plan);
    ProblemType task = target.map(Target::task).orElse(ProblemType.REGRESSION);
    long rows = table.size();
    int others = plan.data().target().label().isPresent() ? 1 : 0;
    int columns = Math.max(1, table.columns() - others);
    int classes = target.map(known -> known.labels().size()).orElse(0);
    TableSize size =
        new TableSize(rows, rows, columns, rows * columns, classes)
            .ofWhichLearned(1 - ProposedSplit.PERCENT / 100.0);
    return fits(task, size, seconds);
  }

  double fits(ProblemType task, TableSize size, double seconds) {
    String learners =
        types(task).stream()
            .map("{ type = %s, space = auto }"::formatted)
            .collect(Collectors.joining(", ", "[", "]"));
    Settings.Checked search =
        asked.settings(
            "study = planned, data { source = t, label = y }, output.path = out, learners = "
                + learners,
            List.of());
    return seconds
        / StudyPipelines.plannedCost(search.settings().plan(), search.space(), task, size)
            .seconds(size.learned());
  }

  private List<String> types(ProblemType task) {
    return Stream.concat(
            SEARCHED.stream()
                .map(types -> types.stream().filter(type -> isUsable(type, task)).toList()),
            Stream.of(Learners.known().proposed(task)))
        .filter(types -> !types.isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private boolean isUsable(String type, ProblemType task) {
    return usable.contains(type)
        && task != ProblemType.SURVIVAL
        && Learners.known()
            .ofType(type)
            .filter(learner -> learner.tasks().contains(task))
            .isPresent();
  }
}
