package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.espalier.journal.StudyStatus;
import org.espalier.testing.Footprint;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a job ends that runs in a session of the user's, the settings of it are as before. */
final class SessionSettingsTest extends SparkTest {

  /** True unless it is set for a wide table. */
  private static final String CHANGED = "spark.sql.exchange.reuse";

  private static final String KEPT = "spark.sql.inMemoryColumnarStorage.batchSize";

  @TempDir Path folder;

  private Footprint before;

  @BeforeEach
  void look() {
    before = Footprint.of(spark().sparkContext());
  }

  private CommandRun tune(String study) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), "study = s\n" + study);
    return CommandRun.of("tune", file.toString(), "--output", folder.resolve("out").toString());
  }

  private Path wide(String label) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int column = 0; column < 320; column++) {
      lines.append("f").append(column).append("_x,");
    }
    lines.append("y\n");
    for (int row = 0; row < 40; row++) {
      for (int column = 0; column < 320; column++) {
        lines.append((row * (column + 3)) % 17).append(',');
      }
      lines.append(row % 2 == 0 ? "a" : label).append('\n');
    }
    return Files.writeString(folder.resolve("wide.csv"), lines);
  }

  @Tag("slow")
  @Test
  void after_a_study_of_a_wide_table() throws Exception {
    spark().conf().set(KEPT, "5000");
    try {
      before = Footprint.of(spark().sparkContext());
      CommandRun run =
          tune(
              """
              data { source = "%s", label = y }
              learners = [{ type = logistic-regression, space { regParam = [0.1, 1] } }]
              folds = 2
              """
                  .formatted(wide("b")));
      assertThat(run.code()).as(run.out() + run.err()).isZero();
      assertThat(before.left(spark().sparkContext())).isEmpty();
    } finally {
      spark().conf().unset(KEPT);
    }
  }

  @Test
  void after_data_that_are_refused_once_they_are_read() throws Exception {
    CommandRun run =
        tune(
            """
            data { source = "%s", label = y }
            learners = [{ type = logistic-regression }]
            folds = 2
            """
                .formatted(wide("a")));
    assertThat(run.code()).as(run.out()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(run.err()).contains("data.label: ");
    assertThat(before.left(spark().sparkContext())).isEmpty();
  }

  /** A learner whose fit has no end but that of its job, while the settings are set. */
  public static final class Endless extends LogisticRegression {

    /** As a study makes one. */
    public Endless() {}

    /** As {@code copy} makes one. */
    public Endless(String uid) {
      super(uid);
    }

    @Override
    public Endless copy(ParamMap extra) {
      return copyValues(new Endless(uid()), extra);
    }

    @Override
    public LogisticRegressionModel train(Dataset<?> rows) {
      if (areSet()) {
        rows.toDF().javaRDD().foreachPartition(part -> last());
      }
      return super.train(rows);
    }

    private static void last() {
      while (!TaskContext.get().isInterrupted()) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static boolean areSet() {
    return spark().conf().get(CHANGED).equals("false");
  }

  @Test
  void after_a_study_whose_jobs_are_cancelled_while_they_are_set() throws Exception {
    AtomicBoolean set = new AtomicBoolean();
    SparkContext context = spark().sparkContext();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            if (areSet()) {
              set.set(true);
              context.cancelAllJobs();
            }
          }
        };
    String study =
        """
        data { source = "%s", label = y }
        learners = [{ type = "%s", name = endless, space { regParam = [0.1, 1] } }]
        folds = 2
        """
            .formatted(wide("b"), Endless.class.getName());
    spark().conf().set(KEPT, "5000");
    context.addSparkListener(listener);
    try {
      before = Footprint.of(context);
      CommandRun run = tune(study);
      assertThat(run.code()).as(run.out()).isNotZero();
      assertThat(before.left(context)).isEmpty();
    } finally {
      context.removeSparkListener(listener);
      spark().conf().unset(KEPT);
    }
    assertThat(set).isTrue();
  }
}
