package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.TrialRow;
import org.espalier.ml.ParamSpaceBuilder;
import org.espalier.ml.Tuner;
import org.espalier.space.Scale;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job's study as the prior of a Tuner, and the reverse. */
final class PriorOfAnotherEntryPointTest extends SparkTest {

  private static final String JOB =
      """
      study = s
      data { source = "TABLES/wide.libsvm", label = label, test = none }
      learners = [
        { type = logistic-regression
          space { regParam = { from = 1e-4, to = 1, scale = log }, maxIter = 3 } }
        { type = naive-bayes, space { smoothing = [1, 2] } } ]
      metric = areaUnderROC
      folds = 2
      search { sampler = random, trials = 5 }
      run.pre-flight = false
      model.save = none
      """;

  @TempDir Path folder;

  private Tuner tuner() {
    LogisticRegression learner = new LogisticRegression().setMaxIter(3);
    return new Tuner()
        .setEstimator(learner)
        .setEvaluator(new BinaryClassificationEvaluator().setNumBins(0))
        .setSpace(new ParamSpaceBuilder().addRange(learner.regParam(), 1e-4, 1, Scale.LOG).build())
        .setNumFolds(2)
        .setSampler("random")
        .setTrials(4);
  }

  private CommandRun job(String... more) throws IOException {
    CommandRun run = CommandRun.tune(folder, JOB.replace("TABLES", folder.toString()), "out", more);
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    return run;
  }

  private static List<Object> values(List<TrialRow> trials, String param) {
    return trials.stream()
        .filter(row -> row.candidate().configuration().containsKey(param))
        .map(row -> row.candidate().configuration().get(param))
        .toList();
  }

  @Test
  void a_tuner_begins_with_the_best_of_a_job() throws IOException {
    GoldenTables.write(folder);
    job();
    List<TrialRow> earlier =
        new WrittenStudy(folder.resolve("out"), "s").folder().history().record().trials();
    Dataset<Row> rows =
        spark().read().format("libsvm").load(folder.resolve("wide.libsvm").toString());
    List<TrialRow> trials =
        tuner().setPrior(folder.resolve("out/s").toString()).fit(rows).study().trials();
    assertThat(trials.get(1).candidate().origin()).isEqualTo("earlier");
    assertThat(values(earlier, "regParam"))
        .contains(trials.get(1).candidate().configuration().get("logistic-regression.regParam"));
  }

  @Tag("slow")
  @Test
  void a_job_begins_with_the_best_of_a_tuner() throws IOException {
    GoldenTables.write(folder);
    Dataset<Row> rows =
        spark().read().format("libsvm").load(folder.resolve("wide.libsvm").toString());
    List<TrialRow> earlier =
        tuner().setJournal(folder.resolve("fit").toString()).fit(rows).study().trials();
    job("--set", "search.prior=" + folder.resolve("fit"));
    List<TrialRow> trials =
        new WrittenStudy(folder.resolve("out"), "s").folder().history().record().trials();
    TrialRow first =
        trials.stream()
            .filter(row -> row.candidate().origin().equals("earlier"))
            .findFirst()
            .orElseThrow();
    assertThat(first.candidate().learner()).isEqualTo("logistic-regression");
    assertThat(values(earlier, "logistic-regression.regParam"))
        .contains(first.candidate().configuration().get("regParam"));
  }
}
