package org.espalier.spark.pipeline;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.rows.FewerPartitions;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.FoldedTable.Split;
import org.espalier.spark.sharing.RowStorage;
import org.espalier.study.RungLadder;

/**
 * Rows of a part behind its feature stages as learners read them: the columns of {@link
 * LearnerColumns}, and of a rung of fewer rows fewer partitions. Stages before are fitted in all
 * partitions, whatever the rung.
 *
 * @param partitions number of partitions of all rows
 * @param censored as there
 */
record LearnerRows(StudyData data, RungLadder ladder, int partitions, boolean censored) {

  private Split of(FoldPart part, Split behind) {
    long top = ladder.rung(ladder.top()).rows();
    Dataset<Row> training = of(behind.training(), part.trained(), top);
    return part.validated() == 0
        ? new Split(training, training)
        : new Split(
            training, of(behind.validation(), part.validated(), data.validationRows(part.fold())));
  }

  /** These rows as they are stored, in so many copies. */
  RowStorage.Learned stored(int copies) {
    return new RowStorage.Learned(
        copies, this::of, rows -> LearnerColumns.told(rows, data, censored));
  }

  private Dataset<Row> of(Dataset<Row> behind, long rows, long all) {
    Dataset<Row> kept = LearnerColumns.of(behind, data, censored);
    return rows == FoldPart.ALL ? kept : FewerPartitions.of(kept, rows, all, partitions);
  }
}
