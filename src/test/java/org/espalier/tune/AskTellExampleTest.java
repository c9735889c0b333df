package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import org.espalier.evaluate.CellPool;
import org.espalier.schedule.FullResource;
import org.espalier.search.RandomSampler;
import org.espalier.simulate.CellByCell;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.CellOutcome;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.junit.jupiter.api.Test;

/** A whole study with nothing but this jar and the JDK. */
final class AskTellExampleTest {

  @Test
  void minimises_a_function_of_one_parameter() throws Exception {
    var space =
        new SearchSpace(List.of(Dimension.always(new FloatParameter("x", -5, 5, Scale.LINEAR))));
    var ladder = RungLadder.full(100, 1);
    var study = Study.of(new Objective("error", Direction.MINIMIZE), new Seed(42));
    var scheduler = new FullResource(new RandomSampler(space, study.seed()), 200, ladder);
    CellByCell parabola =
        cell -> {
          double x = cell.configuration().number("x");
          return CellOutcome.completed(cell.fold(), cell.proposal().rows(), (x - 2) * (x - 2));
        };
    try (var pool = new CellPool(parabola, 4)) {
      var loop =
          new TuningLoop(
              study,
              scheduler,
              ladder,
              pool,
              16,
              Budget.UNLIMITED,
              InstantSource.system(),
              step -> {});
      loop.run();
      study = loop.study();
    }
    var best = study.trials().get(study.incumbent().orElseThrow().proposal().trial());
    // 200 draws miss an interval of 0.8 in 10 with probability 0.92^200 = 6e-8.
    assertThat(best.configuration().number("x")).isBetween(1.6, 2.4);
  }
}
