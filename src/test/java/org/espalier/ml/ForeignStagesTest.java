package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.ml.MapTables.exactArea;
import static org.espalier.ml.MapTables.rows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.TrialRow;
import org.espalier.spark.sharing.stage.StageIdentity;
import org.espalier.study.TrialState;
import org.espalier.testing.OddClassifier;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tuners around stages with params as libraries beside Spark have them. */
final class ForeignStagesTest extends SparkTest {

  @TempDir private Path folder;

  private static Pipeline pipeline(OddClassifier learner) {
    StandardScaler scaler = new StandardScaler().setInputCol("features").setOutputCol("scaled");
    learner.setFeaturesCol("scaled");
    return new Pipeline().setStages(new PipelineStage[] {scaler, learner});
  }

  /** Maps with every kind of value, in the order of the regularisation. */
  private static ParamMap[] maps(OddClassifier learner) {
    ParamMap[] maps =
        new ParamGridBuilder().addGrid(learner.regParam(), new double[] {0.01, 0.1, 1, 10}).build();
    maps[0].put(learner.nothing(), null);
    maps[1].put(learner.nothings(), new String[] {"a", null});
    maps[2].put(learner.nested(), new Object[] {new double[] {1}, null});
    maps[3].put(learner.loss(), (Runnable) () -> {});
    return maps;
  }

  private Tuner tuner(OddClassifier learner) {
    return new Tuner()
        .setEstimator(pipeline(learner))
        .setEvaluator(exactArea())
        .setEstimatorParamMaps(maps(learner))
        .setNumFolds(2);
  }

  @Test
  void a_learner_with_params_of_every_kind_is_tuned_as_spark_does_and_goes_on_from_its_journal() {
    Dataset<Row> rows = rows(80).cache();
    OddClassifier learner = new OddClassifier();
    CrossValidator sparks =
        new CrossValidator()
            .setEstimator(pipeline(learner))
            .setEvaluator(exactArea())
            .setEstimatorParamMaps(maps(learner))
            .setNumFolds(2);
    double[] expected = sparks.fit(rows).avgMetrics();
    String journal = folder.resolve("odd").toString();
    TunerModel model = tuner(new OddClassifier()).setJournal(journal).fit(rows);
    assertThat(model.avgMetrics()).containsExactly(expected);
    assertThat(model.study().trials())
        .extracting(TrialRow::state)
        .containsOnly(TrialState.COMPLETED);
    List<String> shown = new ArrayList<>();
    model.study().trials().forEach(t -> shown.add(t.candidate().configuration().toString()));
    assertThat(shown)
        .containsExactly(
            "{odd.nothing=null (0), odd.regParam=0.01}",
            "{odd.nothings=[a, null] (0), odd.regParam=0.1}",
            "{odd.nested=[[1.0], null] (0), odd.regParam=1.0}",
            "{odd.loss=a function (0), odd.regParam=10.0}");
    OddClassifier.FITS.set(0);
    TunerModel again = tuner(new OddClassifier()).setJournal(journal).fit(rows);
    assertThat(OddClassifier.FITS).as("the best alone").hasValue(1);
    assertThat(again.avgMetrics()).containsExactly(expected);
    rows.unpersist();
  }
}
