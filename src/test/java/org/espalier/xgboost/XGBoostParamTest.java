package org.espalier.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.espalier.spark.collected.TableSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Params of XGBoost's estimators; starts no Spark. */
final class XGBoostParamTest {

  @Test
  void a_stage_has_the_params_of_the_table_with_xgboosts_defaults() {
    for (Params stage : List.<Params>of(new XGBoostClassifier(), new XGBoostRegressor())) {
      XGBoostParam.all()
          .forEach(
              (name, param) -> {
                Param<Object> own = stage.getParam(name);
                assertThat(own.parent()).isEqualTo(stage.uid());
                assertThat(own.doc()).startsWith(param.text());
                param
                    .typedUsual()
                    .ifPresent(usual -> assertThat(stage.getOrDefault(own)).isEqualTo(usual));
              });
    }
    assertThat(new XGBoostRegressor().getObjective()).isEqualTo("reg:squarederror");
    XGBoostClassifier classifier = new XGBoostClassifier();
    assertThat(classifier.isDefined(classifier.objective())).isFalse();
  }

  @Test
  void a_stage_has_its_uid_from_the_beginning() {
    XGBoostClassifier named = new XGBoostClassifier("named").setLabelCol("y").setEta(0.1);
    assertThat(named.labelCol().parent()).isEqualTo("named");
    XGBoostClassifier copy = named.copy(new ParamMap().put(named.maxDepth().w(3)));
    assertThat(copy.uid()).isEqualTo("named");
    assertThat(copy.getLabelCol()).isEqualTo("y");
    assertThat(copy.getEta()).isEqualTo(0.1);
    assertThat(copy.getMaxDepth()).isEqualTo(3);
    assertThat(new XGBoostClassifier().uid()).startsWith("xgbc_");
    assertThat(new XGBoostRegressor().uid()).startsWith("xgbr_");
  }

  @Test
  void params_are_set_by_either_name() {
    XGBoostRegressor stage =
        new XGBoostRegressor()
            .setAll(
                Map.<String, Object>of(
                    "max_depth", 3L, "numRound", 7, "alpha", 2, "labelCol", "y"));
    assertThat(stage.getMaxDepth()).isEqualTo(3);
    assertThat(stage.getNumRound()).isEqualTo(7);
    assertThat(stage.getAlpha()).isEqualTo(2);
    assertThat(stage.getLabelCol()).isEqualTo("y");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          maxDept   | XGBoostClassifier: 'maxDept' is not a param of XGBoost's; did you mean 'maxDepth'?
          subsampel | XGBoostClassifier: 'subsampel' is not a param of XGBoost's; did you mean 'subsample'?
          """)
  void an_unknown_name_is_told_with_the_nearest_one(String name, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new XGBoostClassifier().setAll(Map.of(name, 1)))
        .withMessage(message);
  }

  @Test
  void a_value_outside_its_range_is_told_with_the_range() {
    XGBoostClassifier stage = new XGBoostClassifier();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setEta(2))
        .withMessage("XGBoostClassifier: eta: is 2.0; use a number in [0, 1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setSubsample(0))
        .withMessage("XGBoostClassifier: subsample: is 0.0; use a number in (0, 1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setNumRound(0))
        .withMessage("XGBoostClassifier: numRound: is 0; use a number in [1, ∞)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setDevice("cuda"))
        .withMessage("XGBoostClassifier: device: is 'cuda'; one of cpu");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setBooster("gblinear"))
        .withMessage("XGBoostClassifier: booster: is 'gblinear'; one of gbtree, dart");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setTreeMethod("hits"))
        .withMessage("XGBoostClassifier: treeMethod: is 'hits'; did you mean 'hist'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setObjective("reg:gamma"))
        .withMessage(
            "XGBoostClassifier: objective: is 'reg:gamma'; one of binary:logistic, multi:softprob");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setMonotoneConstraints(0, 2))
        .withMessage("XGBoostClassifier: monotoneConstraints: is 2; use a number in [-1, 1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setMissing(Float.POSITIVE_INFINITY))
        .withMessage("XGBoostClassifier: missing: is Infinity; use a finite number");
    assertThat(stage.setMissing(Float.NaN).getMissing()).isNaN();
  }

  @Test
  void params_that_contradict_each_other_are_told() {
    assertThat(
            new FitCheck(new XGBoostClassifier().setTreeMethod("exact").setMaxBins(9)).problems())
        .containsExactly(
            "maxBins: has no effect with treeMethod = exact; set treeMethod = auto or hist or approx");
    assertThat(new FitCheck(new XGBoostRegressor().setTweedieVariancePower(1.2)).problems())
        .containsExactly(
            "tweedieVariancePower: has no effect with objective = reg:squarederror; set objective = reg:tweedie");
    assertThat(new FitCheck(new XGBoostRegressor().setObjective("reg:quantileerror")).problems())
        .containsExactly(
            "quantileAlpha: is not set; set the quantile that reg:quantileerror predicts");
    assertThat(new FitCheck(new XGBoostRegressor().setMaxDepth(0)).problems())
        .containsExactly(
            "maxDepth: is 0, and nothing else limits a tree; set it or maxLeaves above 0");
    assertThat(
            new FitCheck(new XGBoostClassifier().setObjective("binary:logistic").setNumClass(3))
                .problems())
        .containsExactly("numClass: is not 2 with binary:logistic; set 2, or multi:softprob");
    assertThat(new FitCheck(new XGBoostRegressor().setNumClass(3)).problems())
        .containsExactly("numClass: is a param of classifiers; use XGBoostClassifier");
    assertThat(
            new FitCheck(
                    new XGBoostRegressor().setObjective("survival:aft").setBaseMarginCol("margin"))
                .problems())
        .containsExactly("baseMarginCol: is not read with survival:aft; set another objective");
    assertThat(new FitCheck(new XGBoostClassifier().setGrowPolicy("lossguide")).problems())
        .containsExactly("growPolicy: lossguide has no effect without maxLeaves; set both");
    assertThat(new FitCheck(new XGBoostClassifier().setSamplingMethod("gradient_based")).problems())
        .containsExactly(
            "samplingMethod: gradient_based has no effect without subsample; set both");
    assertThat(new FitCheck(new XGBoostClassifier().setBooster("dart").setSkipDrop(0.5)).problems())
        .containsExactly("skipDrop: has no effect without rateDrop or oneDrop; set one of them");
    assertThat(
            new FitCheck(new XGBoostRegressor().setBaseScore(2).setBaseMarginCol("margin"))
                .problems())
        .containsExactly("baseScore: has no effect with baseMarginCol; set one of them");
    assertThat(
            new FitCheck(new XGBoostRegressor().setObjective("count:poisson").setBaseScore(0))
                .problems())
        .containsExactly(
            "baseScore: is not above 0, as predictions of count:poisson are; set it above 0");
    assertThat(
            new FitCheck(new XGBoostRegressor().setTreeMethod("exact").setColsampleBynode(0.5))
                .problems())
        .containsExactly(
            "colsampleBynode: has no effect with treeMethod = exact; set treeMethod = auto or hist or approx");
    assertThat(
            new FitCheck(new XGBoostRegressor().setObjective("reg:logistic").setScalePosWeight(3))
                .problems())
        .isEmpty();
    assertThat(new FitCheck(new XGBoostClassifier().setBooster("dart").setRateDrop(0.1)).problems())
        .isEmpty();
  }

  @Test
  void dropout_needs_its_own_booster_before_the_version_that_deprecates_it() {
    FitCheck check = new FitCheck(new XGBoostClassifier().setSkipDrop(0.5));
    assertThat(check.withoutDropout("3.3.1"))
        .contains(
            "skipDrop: has no effect with booster = gbtree before XGBoost 3.4; set booster = dart");
    assertThat(check.withoutDropout("3.4.0")).isEmpty();
    assertThat(check.withoutDropout("3.10.0")).isEmpty();
    assertThat(
            new FitCheck(new XGBoostClassifier().setSkipDrop(0.5).setBooster("dart"))
                .withoutDropout("3.1.1"))
        .isEmpty();
  }

  @Test
  void exact_splits_take_no_categories_and_approximate_ones_share_no_matrix() {
    MatrixForm hist = BoosterSettings.of(new XGBoostRegressor().setTreeMethod("hist")).form();
    MatrixForm exact = BoosterSettings.of(new XGBoostRegressor().setTreeMethod("exact")).form();
    MatrixForm approx = BoosterSettings.of(new XGBoostRegressor().setTreeMethod("approx")).form();
    assertThat(List.of(hist.categories(), hist.kept())).containsExactly(true, true);
    assertThat(List.of(exact.categories(), exact.kept())).containsExactly(false, true);
    assertThat(List.of(approx.categories(), approx.kept())).containsExactly(true, false);
  }

  @Test
  void estimators_of_a_class_are_trained_together_where_their_matrix_is_the_same() {
    XGBoostTrainer trainer = new XGBoostTrainer();
    XGBoostRegressor one = new XGBoostRegressor().setMaxBins(32);
    assertThat(trainer.isTogether(one, new XGBoostRegressor().setMaxBins(32).setEta(0.1))).isTrue();
    assertThat(trainer.isTogether(one, new XGBoostRegressor().setMaxBins(64))).isFalse();
    assertThat(trainer.isTogether(one, new XGBoostClassifier().setMaxBins(32))).isFalse();
  }

  @Test
  void few_leaves_take_few_histograms() {
    TableSize rows = new TableSize(1000, 1000, 2, 2000, 0);
    XGBoostRegressor full = new XGBoostRegressor().setMaxDepth(6);
    XGBoostRegressor few = new XGBoostRegressor().setMaxDepth(6).setMaxLeaves(4);
    long ofNode = 2 * 256 * 16; // two columns, 256 bins, two sums
    assertThat(BoosterSettings.of(full).bytes(rows) - BoosterSettings.of(few).bytes(rows))
        .isEqualTo((64 - 2 * 4) * ofNode);
  }
}
