package org.espalier.ml;

import java.util.Map;
import org.espalier.search.GridSampler;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.SettingTable;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.problem.Origins;

/** Compilation of a tuner's params to the plan that the settings of a job become, too. */
final class ParamsPlan {

  private ParamsPlan() {}

  static TuningPlan of(TunerParams<?> tuner) {
    TuningPlan plan =
        TuningPlan.of(
            TunerParam.values(tuner),
            tuner.getSeed(),
            tuner instanceof Tuner folded ? folded.getNumFolds() : 1,
            TunerText.points(tuner),
            TunerText.then(tuner),
            origins(tuner));
    if (!tuner.hasMaps()) {
      return plan;
    }
    int maps = tuner.getEstimatorParamMaps().length;
    // As many maps may fail as there are: one that works is enough.
    return plan.with(
        new SearchPlan(GridSampler.NAME, maps), plan.budget().withMaxFailures(maps + 1));
  }

  /** Names of a tuner and its params in messages. */
  static Origins origins(TunerParams<?> tuner) {
    Map<String, String> names = SettingTable.names(TunerParam.door(tuner));
    names.put("folds", "numFolds");
    return new Origins(StableStageNames.where(tuner), Map.of(), names);
  }
}
