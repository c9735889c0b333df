package org.espalier.function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.espalier.engine.StudyFiles;
import org.espalier.journal.StudyRecord;
import org.espalier.spark.store.NamedFolder;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;

/** Output of a study in the folder that was set: tables, page and summary; or none. */
record FunctionOutput(SparkSession spark, Optional<StudyFiles> files) {

  private static final String WHERE = FunctionSettings.WHERE + ": output: ";

  /**
   * The output of a plan, which can be written to.
   *
   * @throws IllegalArgumentException if it cannot, or something else is there
   */
  static FunctionOutput of(FunctionPlan plan, SparkSession spark) {
    String path = plan.settings().text("output");
    if (path.isEmpty()) {
      return new FunctionOutput(spark, Optional.empty());
    }
    try {
      StudyFolder folder = NamedFolder.folder(path, spark.sparkContext().hadoopConfiguration());
      Optional<Problem> problem =
          folder.state() == StudyFolder.State.FOREIGN ? folder.problem() : folder.unwritable();
      problem.ifPresent(
          found -> {
            throw new IllegalArgumentException(WHERE + found.wrong() + "; " + found.right());
          });
      boolean hasJournal = path.equals(plan.settings().text("journal"));
      return new FunctionOutput(spark, Optional.of(new StudyFiles(folder, hasJournal)));
    } catch (InvalidStudyException e) {
      throw new IllegalArgumentException(WHERE + e.problems().get(0).wrong(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(WHERE + e.getMessage(), e);
    }
  }

  /** Writes page and summary, of a study that was interrupted. */
  void writePage(StudyRecord record) throws IOException {
    if (files.isPresent()) {
      files.get().writePage(record, Map.of());
    }
  }

  /** Writes tables, page and, last, the summary. */
  void write(StudyRecord record) throws IOException {
    if (files.isPresent()) {
      files.get().write(spark, record);
    }
  }
}
