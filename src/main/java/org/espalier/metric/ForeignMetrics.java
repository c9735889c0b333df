package org.espalier.metric;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Words by which scikit-learn, XGBoost, LightGBM and Keras call metrics that we have. */
public final class ForeignMetrics {

  /** Our names by theirs, in small letters without dashes. */
  private static final Map<String, String> OURS = new LinkedHashMap<>();

  static {
    is("area-under-roc", "auc", "aucroc", "auroc", "roc", "rocauc");
    is("area-under-pr", "aucpr", "auprc", "averageprecision", "prauc");
    is("accuracy", "acc");
    is("f1", "fscore", "f1score");
    is("macro-f1", "f1macro");
    is("log-loss", "crossentropy", "neglogloss");
    is("weighted-precision", "precision");
    is("weighted-recall", "recall");
    is("cohens-kappa", "kappa");
    is("mcc", "matthewscorrcoef");
    is("brier", "brierscore");
    is("rmse", "rootmeansquarederror");
    is("mse", "l2", "meansquarederror");
    is("mae", "l1", "meanabsoluteerror");
    is("mape", "meanabsolutepercentageerror");
    is("r2", "rsquared");
    is("mean-average-precision", "map");
    is("ndcg-at-10", "ndcg");
    is("concordance-index", "cindex");
  }

  private ForeignMetrics() {}

  private static void is(String ours, String... theirs) {
    for (String word : theirs) {
      OURS.put(word, ours);
    }
  }

  /** Our names that stand for some word. */
  public static Set<String> keys() {
    return Set.copyOf(OURS.values());
  }

  /** Our name of a metric, however its words are put together. */
  public static Optional<String> key(String word) {
    return Optional.ofNullable(OURS.get(word.toLowerCase(Locale.ROOT).replaceAll("[_ -]", "")));
  }
}
