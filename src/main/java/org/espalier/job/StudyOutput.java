package org.espalier.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;
import org.espalier.journal.StudyRecord;
import org.espalier.plan.InvalidStudyException;
import org.espalier.plan.Origins;
import org.espalier.plan.OutputPlan;
import org.espalier.plan.Problem;
import org.espalier.plan.StudyPlan;
import org.espalier.report.ReportPage;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spark.store.Tables;

/** What a study leaves in its folder, made from its events alone. */
final class StudyOutput {

  private StudyOutput() {}

  /**
   * The folder of a plan, in which a study may begin.
   *
   * @throws InvalidStudyException if something else is there
   */
  static StudyFolder free(SparkSession spark, StudyPlan plan) throws IOException {
    StudyFolder folder = StudyFolder.of(plan.output(), plan.name(), plan.origins(), hadoop(spark));
    Optional<Problem> problem = folder.problem();
    if (problem.isPresent()) {
      throw new InvalidStudyException(List.of(problem.get()));
    }
    return folder;
  }

  /**
   * The folder of a study that was begun.
   *
   * @throws InvalidStudyException if there is no journal
   */
  static StudyFolder existing(SparkSession spark, String dir) throws IOException {
    Path path = new Path(dir);
    Path parent = path.getParent();
    OutputPlan output = new OutputPlan(parent == null ? "." : parent.toString(), false);
    StudyFolder folder =
        StudyFolder.of(output, path.getName(), Origins.none("report"), hadoop(spark));
    StudyFolder.State state = folder.state();
    if (state == StudyFolder.State.ABSENT || state == StudyFolder.State.FOREIGN) {
      String wrong = "holds no journal of a study";
      String right = "the folder of a study, <output.path>/<study>";
      throw new InvalidStudyException(List.of(new Problem(dir, "", wrong, right)));
    }
    return folder;
  }

  private static org.apache.hadoop.conf.Configuration hadoop(SparkSession spark) {
    return spark.sparkContext().hadoopConfiguration();
  }

  /** Saves the fitted pipeline; plain Spark loads it. */
  static void save(PipelineModel model, StudyFolder folder) {
    try {
      model.write().overwrite().save(folder.model().toString());
    } catch (IOException e) {
      throw new UncheckedIOException("The model cannot be saved.", e);
    }
  }

  /** Writes tables, page and, last, the summary, which says that all else is there. */
  static void write(SparkSession spark, StudyFolder folder, StudyRecord record) throws IOException {
    Tables.write(spark, record, folder);
    folder.writeReport(ReportPage.of(record));
    folder.writeSummary(record.summary().withFiles(files(record)));
  }

  private static Map<String, String> files(StudyRecord record) {
    Map<String, String> files = new LinkedHashMap<>();
    if (record.summary().winner().isPresent()) {
      files.put("model", "model");
    }
    files.put("report", "report.html");
    files.put("journal", "journal");
    for (String table : List.of(Tables.TRIALS, Tables.CELLS, Tables.DECISIONS)) {
      files.put(table, table);
    }
    return files;
  }
}
