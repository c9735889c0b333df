package org.espalier.evaluate;

import org.espalier.testing.EvaluationPoolContract;
import org.espalier.testing.SimulatedPool;

final class SimulatedPoolTest extends EvaluationPoolContract {

  @Override
  protected EvaluationPool pool(CellRunner runner, int parallelism) {
    return new SimulatedPool(runner, parallelism, cell -> 0.01);
  }
}
