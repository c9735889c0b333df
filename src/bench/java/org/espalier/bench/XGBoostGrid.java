package org.espalier.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.espalier.xgboost.XGBoostClassifier;

/**
 * Grid of XGBoost's params: of depth and shrinkage, and of the shares of rows and columns.
 *
 * @param shares of the rows that a round draws, and of the columns that a tree draws
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record XGBoostGrid(int[] depths, double[] steps, double[] shares) {

  static final int ROUNDS = 100;

  private static final int SEED = 1;

  /** Params of all candidates, by XGBoost's names. */
  static final Map<String, Object> COMMON =
      Map.of("objective", "binary:logistic", "tree_method", "hist", "nthread", 1, "seed", SEED);

  /** Names in Spark of what is searched, by XGBoost's names. */
  private static final Map<String, String> SEARCHED = searched();

  private static Map<String, String> searched() {
    Map<String, String> searched = new LinkedHashMap<>();
    searched.put("max_depth", "maxDepth");
    searched.put("eta", "eta");
    searched.put("subsample", "subsample");
    searched.put("colsample_bytree", "colsampleBytree");
    return searched;
  }

  XGBoostClassifier estimator() {
    return new XGBoostClassifier("xgboost")
        .setObjective("binary:logistic")
        .setTreeMethod("hist")
        .setSeed(SEED)
        .setNumRound(ROUNDS);
  }

  List<ParamMap> maps() {
    XGBoostClassifier estimator = estimator();
    return List.of(
        new ParamGridBuilder()
            .addGrid(estimator.maxDepth(), depths)
            .addGrid(estimator.eta(), steps)
            .addGrid(estimator.subsample(), shares)
            .addGrid(estimator.colsampleBytree(), shares)
            .build());
  }

  /** The maps by XGBoost's names. */
  List<Map<String, Object>> named() {
    XGBoostClassifier estimator = estimator();
    return maps().stream()
        .map(
            map -> {
              Map<String, Object> named = new LinkedHashMap<>();
              SEARCHED.forEach((own, name) -> named.put(own, map.apply(estimator.getParam(name))));
              return named;
            })
        .toList();
  }
}
