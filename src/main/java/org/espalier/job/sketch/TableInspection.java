package org.espalier.job.sketch;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import org.espalier.hocon.Settings;
import org.espalier.metric.ProblemType;
import org.espalier.spark.data.ColumnHint;
import org.espalier.spark.data.ColumnHints;
import org.espalier.spark.data.SourceTable;
import org.espalier.spark.data.StudyData;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.learners.StudyPlan;

/**
 * Table that was read once, and cut in the first way that is possible and not too fine for its
 * rows.
 *
 * @param splitting the way it was cut
 * @param missing texts that were found to stand for a missing value
 * @param ignored columns that no model may see, besides those that were typed
 * @param table in the order of its source
 * @param data the same rows, cut
 */
public record TableInspection(
    TableRequest asked,
    ProposedSplit splitting,
    List<String> missing,
    List<String> ignored,
    SourceTable table,
    StudyData data)
    implements AutoCloseable {

  /** Settings whose problems another way to split the rows may not have. */
  private static final Set<String> SPLITS = Set.of("folds", "data.test");

  public TableInspection {
    missing = List.copyOf(missing);
    ignored = List.copyOf(ignored);
  }

  /**
   * Plan under which a table is looked at first, with all problems of form.
   *
   * @param more settings that override all others
   * @throws InvalidStudyException if something that was typed is wrong
   */
  public static StudyPlan plan(TableRequest asked, List<String> more) {
    return plan(asked, ProposedSplit.all().get(0), List.of(), List.of(), more);
  }

  /**
   * Reads a table and cuts it, for a search of any length.
   *
   * @throws InvalidStudyException with all problems of the data
   */
  public static TableInspection of(SparkSession spark, TableRequest asked) {
    return of(spark, asked, table -> ProposedSplit.all());
  }

  /**
   * Inspects a table for a search within a time, in which a table of long fits gets fewer folds.
   *
   * @param usable types of learners whose libraries are there
   * @param seconds of all slots together; at least 1
   * @throws InvalidStudyException with all problems of the data
   */
  public static TableInspection within(
      SparkSession spark, TableRequest asked, Set<String> usable, double seconds) {
    PlannedFits fits = new PlannedFits(asked, usable);
    StudyPlan first = plan(asked, List.of());
    return of(spark, asked, table -> ProposedSplit.within(fits.within(table, first, seconds)));
  }

  private static TableInspection of(
      SparkSession spark,
      TableRequest asked,
      Function<SourceTable, List<ProposedSplit>> splittings) {
    SourceTable table = SourceTable.read(spark, plan(asked, List.of()));
    try {
      return of(asked, table, splittings.apply(table), List.of(), List.of());
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      table.close();
      throw e;
    }
  }

  private static TableInspection of(
      TableRequest asked,
      SourceTable table,
      List<ProposedSplit> splittings,
      List<String> hiding,
      List<String> ignored) {
    List<ProposedSplit> left = new ArrayList<>(splittings);
    List<String> missing = hiding;
    while (true) {
      ProposedSplit splitting = left.remove(0);
      StudyPlan plan = plan(asked, splitting, missing, ignored, List.of());
      StudyData data;
      try {
        data = table.cut(plan, EnumSet.allOf(ProblemType.class));
      } catch (InvalidStudyException wrong) {
        if (left.isEmpty() || !wrong.problems().stream().allMatch(p -> SPLITS.contains(p.path()))) {
          throw wrong;
        }
        continue;
      }
      TableInspection cut = new TableInspection(asked, splitting, missing, ignored, table, data);
      boolean declared = !plan.data().missing().markers().isEmpty();
      ProposedSplit suited = splitting.suitedTo(SeenTable.of(data).study());
      if (!data.hidingTexts().isEmpty() && !declared) {
        missing = data.hidingTexts(); // as numbers they look different
        left.add(0, splitting);
      } else if (!suited.equals(splitting)) {
        left = suited.andFewer();
      } else {
        return cut;
      }
      data.close();
    }
  }

  /** Inspection without some columns; closes this one. */
  public TableInspection without(List<String> columns) {
    data.close();
    return of(asked, table, splitting.andFewer(), missing, columns);
  }

  /** Settings under which the table is cut. */
  private static StudyPlan plan(
      TableRequest asked,
      ProposedSplit splitting,
      List<String> missing,
      List<String> ignored,
      List<String> more) {
    return asked
        .settings(
            """
            study = %s, data { source = %s, label = %s, duplicates = %s, missing = %s, nan = missing }
            data.ignore = %s, data.test = %s
            learners = [random-forest], folds = %d, output.path = %s
            """
                .formatted(
                    StudySketch.quoted(asked.name()),
                    StudySketch.quoted(asked.source()),
                    StudySketch.quoted(asked.label()),
                    splitting.apart() ? "apart" : "together",
                    StudySketch.list(missing),
                    StudySketch.list(ignored),
                    splitting.heldOut() ? ProposedSplit.PERCENT / 100.0 : "none",
                    splitting.folds(),
                    StudySketch.quoted(asked.output())),
            more)
        .settings()
        .plan();
  }

  /** Rows for a study that was composed for them; this one's are freed if it cuts them anew. */
  public StudyData cut(Settings.Checked composed) {
    StudyPlan plan = composed.settings().plan();
    StudyPlan now = plan(asked, splitting, missing, ignored, List.of());
    boolean same =
        plan.data().equals(now.data())
            && plan.folds().equals(now.folds())
            && plan.scoring().metric().filter(data.metric()::equals).isPresent();
    if (!same) {
      data.close();
    }
    StudyData cut = same ? data : table.cut(plan, composed.space().tasks());
    table.free();
    return cut;
  }

  /** Rows with a label. */
  public long rows() {
    return data.folds().trainingRows() + data.folds().heldOutRows();
  }

  /** Study file for an author who continues it. */
  public StudySketch sketch() {
    return new StudySketch(described(), hints());
  }

  /** Columns that may be no features like the others. */
  private List<ColumnHint> hints() {
    return ColumnHints.of(data, table);
  }

  /** Columns that a study leaves out by itself; none if the settings name them. */
  public ColumnChoice choice() {
    return asked.sets("data.ignore")
        ? new ColumnChoice(List.of(), List.of())
        : ColumnChoice.of(hints(), data.features().size());
  }

  /**
   * Study file that is run as it is.
   *
   * @param choice of the columns, without those that are left out
   * @param usable types of learners whose libraries are there
   * @param slots fits at a time
   */
  public ComposedStudy composed(ColumnChoice choice, Set<String> usable, int slots) {
    return new ComposedStudy(described(), choice.leftOut(), usable, slots);
  }

  private DataSketch described() {
    return new DataSketch(asked, splitting, missing, SeenTable.of(data));
  }

  /** Frees the rows, also those of the table. */
  @Override
  public void close() {
    try {
      data.close();
    } finally {
      table.close();
    }
  }
}
