package org.espalier.spark.sharing.stage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import scala.Option;

/**
 * Factory of stage chains: splits estimators under param maps into stages, and determines which of
 * them are equal.
 */
public final class StageChains {

  private final Set<String> ignored = new LinkedHashSet<>();
  private final IdentityHashMap<Object, Integer> originals = new IdentityHashMap<>();

  /**
   * @param evaluator evaluator, whose params in a map do not affect fits
   */
  public StageChains(Collection<Estimator<?>> estimators, Evaluator evaluator) {
    estimators.forEach(estimator -> ignored.add(String.valueOf(estimator.uid())));
    ignored.addAll(StepKey.uids(evaluator));
  }

  /** A fresh chain, for one cell. */
  public PipelineSteps of(Estimator<?> estimator, ParamMap map) {
    Estimator<?> whole = estimator.copy(map);
    if (estimator.getClass() != Pipeline.class) {
      return chain(estimator, map, whole, List.of(estimator), List.of(whole));
    }
    Option<PipelineStage[]> mapped = map.get(((Pipeline) estimator).stages());
    PipelineStage[] own = mapped.isDefined() ? mapped.get() : ((Pipeline) estimator).getStages();
    return chain(estimator, map, whole, List.of(own), List.of(((Pipeline) whole).getStages()));
  }

  private PipelineSteps chain(
      Estimator<?> estimator,
      ParamMap map,
      Estimator<?> whole,
      List<PipelineStage> own,
      List<PipelineStage> copies) {
    Set<String> claimed = new LinkedHashSet<>(ignored);
    copies.forEach(stage -> claimed.addAll(StepKey.uids(stage)));
    List<StepKey> identities = new ArrayList<>();
    int last = -1;
    for (int i = 0; i < copies.size(); i++) {
      identities.add(StepKey.of(copies.get(i), number(own.get(i)), map, claimed));
      last = copies.get(i) instanceof Estimator ? i : last;
    }
    int leading = RowWise.leading(copies.subList(0, Math.max(0, last)));
    return new PipelineSteps(estimator, map, whole, copies, identities, last, leading, "");
  }

  private synchronized int number(Object original) {
    return originals.computeIfAbsent(original, o -> originals.size() + 1);
  }
}
