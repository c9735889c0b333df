package org.espalier.engine;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.espalier.analysis.Workflow;
import org.espalier.hocon.SettingsChange;
import org.espalier.journal.StudyRecord;
import org.espalier.report.ReportPage;
import org.espalier.report.card.CardAddition;
import org.espalier.report.card.CardMarkdown;
import org.espalier.report.card.ModelCard;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spark.store.Tables;

/**
 * Tables, page, model card and summary of a study in its folder, made from its events alone.
 *
 * @param stages stages of the workflow of which it is the last study; none for any other study
 */
public record StudyFiles(StudyFolder folder, boolean hasJournal, List<Workflow.Stage> stages) {

  public StudyFiles {
    stages = List.copyOf(stages);
  }

  /** Files of any other study. */
  public StudyFiles(StudyFolder folder, boolean hasJournal) {
    this(folder, hasJournal, List.of());
  }

  /** Writes tables, page, card and, last, the summary, which marks the output as complete. */
  public void write(SparkSession spark, StudyRecord record) throws IOException {
    Tables.write(spark, record, folder);
    Map<String, String> tables = new LinkedHashMap<>();
    Tables.names(record).forEach(table -> tables.put(table, table));
    writePage(record, tables);
  }

  /**
   * Writes page, card and summary, which need no Spark.
   *
   * @param others files that the summary names in place of the tables
   */
  public void writePage(StudyRecord record, Map<String, String> others) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    boolean hasModel = folder.has(folder.model());
    if (hasModel) {
      files.put("model", "model");
      if (folder.has(folder.trainingModel())) {
        files.put("training-model", folder.trainingModel().getName());
      }
      if (folder.has(folder.code())) {
        files.put("pipeline", folder.code().getName());
      }
    }
    if (folder.has(folder.predictions())) {
      files.put("predictions", "predictions");
    }
    files.put("report", "report.html");
    if (hasJournal) {
      files.put("journal", "journal");
    }
    files.putAll(others);
    folder.writeReport(ReportPage.of(record, stages));
    if (hasModel && hasJournal) {
      writeCard(record);
      files.put("card", folder.card().getName());
    }
    folder.writeSummary(record.summary().withFiles(files));
  }

  /** Sections of an earlier card that a person wrote stay. */
  private void writeCard(StudyRecord record) throws IOException {
    Map<String, String> added = folder.readCard().map(CardAddition::in).orElse(Map.of());
    ModelCard card = ModelCard.of(record, SettingsChange.leaves(record.settings()), added);
    folder.writeCard(CardMarkdown.of(card), card);
  }
}
