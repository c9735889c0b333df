package org.espalier.spark.pipeline;

import org.espalier.spark.data.StudyData;
import org.espalier.spark.rows.FewerPartitions;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.FoldedTable.Split;
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

  Split of(FoldPart part, Split behind) {
    Split kept =
        new Split(
            LearnerColumns.of(behind.training(), data, censored),
            LearnerColumns.of(behind.validation(), data, censored));
    if (part.isWhole()) {
      return kept;
    }
    long top = ladder.rung(ladder.top()).rows();
    long fold = data.validationRows(part.fold());
    return new Split(
        FewerPartitions.of(kept.training(), part.trained(), top, partitions),
        FewerPartitions.of(kept.validation(), part.validated(), fold, partitions));
  }
}
