package org.espalier.spark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.espalier.journal.HeldOutExamination;
import org.espalier.metric.ProblemType;
import org.espalier.spark.data.Plans;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.Tables;
import org.espalier.spark.metric.MetricColumns;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.ColumnRoles;
import org.espalier.study.Seed;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PipelineScoresTest extends SparkTest {

  @TempDir private Path folder;

  @Test
  void a_rating_which_is_predicted_from_others_is_not_examined() {
    Stream<String> ratings =
        IntStream.range(0, 40).mapToObj(i -> i % 8 + "," + i / 8 + "," + (1 + i * i % 5));
    Path table =
        Tables.file(
            folder,
            "ratings.csv",
            Stream.concat(Stream.of("user,item,stars"), ratings).toArray(String[]::new));
    Optional<String> none = Optional.empty();
    StudyPlan plan =
        Plans.of(table, "stars")
            .roles(
                new ColumnRoles(none, none, none, none, Optional.of("user"), Optional.of("item")))
            .folds(2)
            .test(0.25)
            .plan(new LearnerPlan("one", "als", Map.of()));
    try (StudyData data = StudyData.prepare(spark(), plan, EnumSet.allOf(ProblemType.class))) {
      PipelineModel unread = new PipelineModel("unread", new Transformer[0]);
      HeldOutExamination examined =
          new PipelineScores(data, MetricColumns.USUAL).examined(unread, true, new Seed(1));
      assertThat(examined.leftOut())
          .containsExactly(
              "Nothing was examined: a rating is predicted from others, not from its row alone.");
      assertThat(examined.curves()).isEmpty();
    }
  }
}
