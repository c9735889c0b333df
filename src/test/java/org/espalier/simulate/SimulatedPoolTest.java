package org.espalier.simulate;

import org.espalier.evaluate.EvaluationPool;
import org.espalier.testing.EvaluationPoolContract;

final class SimulatedPoolTest extends EvaluationPoolContract {

  @Override
  protected EvaluationPool pool(CellByCell runner, int parallelism) {
    return new SimulatedPool(runner, parallelism, cell -> 0.01);
  }
}
