package org.espalier.spark.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.espalier.spark.collected.TableSize;
import org.espalier.spec.TrainingPlan;
import org.junit.jupiter.api.Test;

/** The table of the page about training: the most rows that executors have room for. */
final class TaskBorderTest {

  private static final Path PAGE = Path.of("src/site/markdown/explanation/training.md");

  private static final TrainingPlan TASKS = new TrainingPlan(TrainingPlan.TrainingMode.TASKS);

  private static final int COLUMNS = 20;
  private static final int FOLDS = 3;
  private static final double THOUSAND = 1e3;
  private static final double MEBIBYTE = 1 << 20;

  private static TableSize size(long rows) {
    return new TableSize(rows, rows - rows / FOLDS, COLUMNS, rows * COLUMNS, 2);
  }

  /** The most rows, in thousands, and their bytes. */
  private static String border(PipelineStage learner, int gigabytes, int cores) {
    JvmHeap heap = new JvmHeap(JvmHeap.Role.EXECUTOR, (long) gigabytes << 30);
    long most =
        PlacementPolicy.of(TASKS, new TaskHeap(heap, cores))
            .mostRows(learner, TaskBorderTest::size, FOLDS);
    return "%,d (%,d MiB)"
        .formatted(
            Math.round(Math.floor(most / THOUSAND)),
            Math.round(Math.floor(size(most).bytes() / MEBIBYTE)));
  }

  private static String table() {
    Map<String, PipelineStage> learners = new LinkedHashMap<>();
    learners.put("logistic regression", new LogisticRegression());
    learners.put("random forest", new RandomForestClassifier());
    learners.put("boosted trees", new GBTClassifier());
    learners.put("naive Bayes", new NaiveBayes());
    StringBuilder text = new StringBuilder("| executor | cores |");
    learners.keySet().forEach(name -> text.append(" %s |".formatted(name)));
    text.append("\n|---|---|").append("---|".repeat(learners.size())).append('\n');
    for (int gigabytes : new int[] {2, 4, 8, 16}) {
      for (int cores : new int[] {1, 2, 4}) {
        text.append("| %d GB | %d |".formatted(gigabytes, cores));
        learners
            .values()
            .forEach(one -> text.append(" %s |".formatted(border(one, gigabytes, cores))));
        text.append('\n');
      }
    }
    return text.toString();
  }

  @Test
  void the_page_has_the_table_that_the_code_computes() throws IOException {
    assertThat(Files.readString(PAGE)).contains(table());
  }
}
