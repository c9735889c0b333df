package org.espalier.connect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.analysis.ParameterImportance;
import org.espalier.analysis.TrialExplanation;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.report.ReportPage;
import org.espalier.spark.store.Tables;

/**
 * Answer to a client, in temporary views of its session: a table of texts by name, and the tables
 * of the study.
 *
 * @param view of the texts, and prefix of the other views
 * @param json text {@code answer}
 */
record StudyAnswer(SparkSession spark, String view, ObjectNode json) {

  private static final StructType TEXTS =
      new StructType()
          .add("name", DataTypes.StringType, false)
          .add("value", DataTypes.StringType, false);

  /** Leaves the record of a study, with the conclusions from it. */
  void leave(StudyRecord record) {
    json.put("status", record.summary().end().status().key());
    ArrayNode importance = json.putArray("importance");
    for (ParameterImportance.Main main : ParameterImportance.of(record).parameters()) {
      importance
          .addArray()
          .add(main.parameter())
          .add(main.fanova().mean())
          .add(main.fanova().deviation())
          .add(main.pedAnova())
          .add(main.active());
    }
    table(Tables.TRIALS, Tables.trials(spark, record));
    table(Tables.CELLS, Tables.cells(spark, record));
    table(Tables.DECISIONS, Tables.decisions(spark, record));
    json.withArray("views").add(view);
    List<Row> texts = new ArrayList<>();
    texts.add(RowFactory.create("answer", json.toString()));
    texts.add(RowFactory.create("page", ReportPage.of(record)));
    for (TrialRow trial : record.trials()) {
      String lines = String.join("\n", TrialExplanation.of(record, trial.trial()).lines());
      texts.add(RowFactory.create("trial " + trial.trial(), lines));
    }
    spark.createDataFrame(texts, TEXTS).createOrReplaceTempView(view);
  }

  /** Leaves a table. */
  void table(String name, Dataset<Row> rows) {
    String its = view + "_" + name;
    rows.createOrReplaceTempView(its);
    json.withArray("views").add(its); // which the client drops
  }
}
