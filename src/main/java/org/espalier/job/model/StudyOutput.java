package org.espalier.job.model;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.espalier.analysis.Workflow;
import org.espalier.engine.ConsoleFormat;
import org.espalier.engine.StudyFiles;
import org.espalier.job.workflow.WorkflowStudy;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.spark.pipeline.ModelFolder;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spark.store.UnreadableJournalException;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.spec.Problem;
import org.espalier.spec.learners.StudyPlan;

/** Output of a study in its folder, made from its events alone. */
public final class StudyOutput {

  private StudyOutput() {}

  /**
   * Checks that the folder of a plan can be written to, and leaves it as it is.
   *
   * @throws InvalidStudyException if nothing can be written
   */
  public static void checkWritable(SparkSession spark, StudyPlan plan) throws IOException {
    folder(spark, plan).unwritable().ifPresent(StudyOutput::refuse);
  }

  private static StudyFolder folder(SparkSession spark, StudyPlan plan) {
    return StudyFolder.of(plan.output(), plan.name(), plan.tuning().origins(), hadoop(spark));
  }

  private static void refuse(Problem problem) {
    throw new InvalidStudyException(problem);
  }

  /**
   * The folder of a plan and its state, in words; it is left as it is.
   *
   * @throws InvalidStudyException if no study could be written there
   */
  public static String looked(SparkSession spark, StudyPlan plan) throws IOException {
    StudyFolder folder = folder(spark, plan);
    StudyFolder.State state = folder.state();
    if (state == StudyFolder.State.FOREIGN) {
      folder.problem().ifPresent(StudyOutput::refuse);
    }
    folder.unwritable().ifPresent(StudyOutput::refuse);
    return folder.path()
        + switch (state) {
          case ABSENT, FOREIGN -> "";
          case HELD -> ", which another driver writes to";
          case FINISHED -> ", which holds a finished study: --overwrite replaces it";
          case UNFINISHED ->
              ", which has an interrupted study: --resume continues it, --overwrite starts anew";
        };
  }

  /**
   * The folder of a plan, in which a study may begin or continue. Waits for the lease of another
   * driver, which may have died, to end.
   *
   * @throws InvalidStudyException if something else is there
   */
  public static StudyFolder awaited(SparkSession spark, StudyPlan plan, PrintWriter out)
      throws IOException, InterruptedException {
    StudyFolder folder = folder(spark, plan);
    folder.awaitHolder(
        (most, holder) ->
            out.printf(
                "waits up to %s for %s, who may have died%n", ConsoleFormat.text(most), holder));
    folder.problem().ifPresent(StudyOutput::refuse);
    folder.unwritable().ifPresent(StudyOutput::refuse);
    return folder;
  }

  /**
   * The folder of a study that was begun.
   *
   * @throws InvalidStudyException if there is no journal
   */
  public static StudyFolder existing(SparkSession spark, String dir) throws IOException {
    return existing(dir, hadoop(spark));
  }

  /**
   * The folder of a study that was begun, without a Spark session.
   *
   * @throws InvalidStudyException if there is no journal
   */
  public static StudyFolder existing(String dir) throws IOException {
    return existing(dir, SparkHadoopUtil.get().newConfiguration(new SparkConf()));
  }

  /**
   * Text of the study file in the folder of a plan, without a Spark session; empty if there is
   * none.
   */
  public static Optional<String> settings(StudyPlan plan) throws IOException {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    StudyFolder folder =
        StudyFolder.of(plan.output(), plan.name(), plan.tuning().origins(), hadoop);
    return folder.has(folder.settings()) ? Optional.of(folder.readSettings()) : Optional.empty();
  }

  private static StudyFolder existing(String dir, Configuration hadoop) throws IOException {
    Path path = new Path(dir);
    Path parent = path.getParent();
    OutputPlan output = new OutputPlan(parent == null ? "." : parent.toString(), false);
    StudyFolder folder = StudyFolder.of(output, path.getName(), Origins.none("report"), hadoop);
    StudyFolder.State state = folder.state();
    if (state == StudyFolder.State.ABSENT || state == StudyFolder.State.FOREIGN) {
      boolean there = path.getFileSystem(hadoop).exists(path);
      String wrong = there ? "holds no journal of a study" : "there is no such folder";
      String right = "name the folder of a study, <output.path>/<study>";
      throw new InvalidStudyException(new Problem(dir, "", wrong, right));
    }
    return folder;
  }

  private static Configuration hadoop(SparkSession spark) {
    return spark.sparkContext().hadoopConfiguration();
  }

  private interface Writing {
    void run() throws IOException;
  }

  private static void writing(StudyFolder folder, Writing step) throws IOException {
    try {
      step.run();
    } catch (Exception | FSError e) { // Hadoop throws an error for a full local disk
      Optional<OutputFailedException> failed = OutputFailedException.of(folder, e);
      if (failed.isPresent()) {
        throw failed.get();
      }
      throw e;
    }
  }

  /**
   * Saves the fitted pipeline in the format of the plan.
   *
   * @throws OutputFailedException if there is no room for it
   */
  static void save(PipelineModel model, StudyFolder folder, StudyPlan plan) throws IOException {
    writing(folder, () -> saved(folder.model(), plan).save(model));
    saved(folder.trainingModel(), plan).delete(); // of an earlier model
  }

  /**
   * Saves the model of all rows next to that of the training rows.
   *
   * @throws OutputFailedException if there is no room for it
   */
  static void saveBeside(PipelineModel model, StudyFolder folder, StudyPlan plan)
      throws IOException {
    writing(folder, () -> saved(folder.allRowsModel(), plan).save(model));
  }

  /** A model of a study in the format of the plan. */
  static ModelFolder saved(Path path, StudyPlan plan) {
    return new ModelFolder(path, plan.output().model().save());
  }

  /**
   * Writes the code of a saved model's pipeline, unless names are hidden, which it shows.
   *
   * @throws OutputFailedException if there is no room for it
   */
  static void saveCode(String code, StudyFolder folder, StudyPlan plan) throws IOException {
    if (!plan.output().hidesNames()) {
      writing(folder, () -> folder.writeCode(code));
    }
  }

  /** Writes the winner's predictions, in place of earlier ones. */
  static void savePredictions(Dataset<Row> predictions, StudyFolder folder) throws IOException {
    String path = folder.predictions().toString();
    writing(folder, () -> predictions.write().mode(SaveMode.Overwrite).parquet(path));
  }

  /**
   * Writes tables, page and, last, the summary, which marks the output as complete.
   *
   * @throws OutputFailedException if there is no room for them
   */
  public static void write(SparkSession spark, StudyFolder folder, StudyRecord record)
      throws IOException {
    writing(folder, () -> new StudyFiles(folder, true, stages(folder)).write(spark, record));
  }

  /**
   * Stages of the workflow whose last study is in a folder; none for any other study, and none if
   * the journal of an earlier one is not there.
   */
  private static List<Workflow.Stage> stages(StudyFolder folder) throws IOException {
    if (!folder.path().getName().equals(WorkflowStudy.FINAL.folder())) {
      return List.of();
    }
    List<StudyHistory> done = new ArrayList<>();
    for (WorkflowStudy study : WorkflowStudy.values()) {
      StudyFolder its = study.isLast() ? folder : folder.beside(study.folder());
      try {
        StudyHistory history = its.history();
        if (!history.isBegun()) {
          return List.of();
        }
        done.add(history);
      } catch (UnreadableJournalException e) {
        return List.of();
      }
    }
    return Workflow.of(done).stages();
  }

  /** Writes page and summary, which need no Spark; the summary says how the tables are made. */
  public static void writeWithoutTables(StudyFolder folder, StudyRecord record) throws IOException {
    String later = "not written; 'report %s' writes them".formatted(folder.path());
    writing(
        folder,
        () ->
            new StudyFiles(folder, true, stages(folder))
                .writePage(record, Map.of("tables", later)));
  }
}
