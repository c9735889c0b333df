import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.espalier.xgboost.XGBoostLibrary;

/** Says what XGBoost there is on the class path; with an argument, trains with it. */
final class XGBoostHere {

  public static void main(String[] arguments) throws Exception {
    XGBoostLibrary here = XGBoostLibrary.here();
    System.out.println(here.objection().orElse("XGBoost " + here.version() + " is there"));
    if (arguments.length > 0) {
      here.require();
      DMatrix rows = new DMatrix(new float[] {0, 1, 2, 3}, 4, 1, Float.NaN);
      rows.setLabel(new float[] {0, 0, 1, 1});
      Map<String, Object> params = Map.of("objective", "binary:logistic", "nthread", 1, "min_child_weight", 0);
      Booster trained = XGBoost.train(rows, params, 5, Map.of("train", rows), null, null);
      float[][] predicted = XGBoost.loadModel(trained.toByteArray("ubj")).predict(rows);
      if (!(predicted[0][0] < 0.5 && predicted[3][0] > 0.5)) {
        throw new IllegalStateException("It learned nothing.");
      }
    }
  }
}
