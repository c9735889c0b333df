package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.espalier.evaluate.Cell;
import org.espalier.schedule.Answer;
import org.espalier.schedule.DelegatingScheduler;
import org.espalier.schedule.FullResource;
import org.espalier.schedule.Scheduler;
import org.espalier.search.ListSampler;
import org.espalier.simulate.CellByCell;
import org.espalier.simulate.SimulatedPool;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

/**
 * Telling one and asking one keeps real slots busy where telling equal ends together drains them.
 */
final class UtilisationTest {

  private static final int SLOTS = 8;
  private static final int WINDOW = 16;

  /** Asks again only when everything under way was told, as if equal ends were told together. */
  private static final class Together extends DelegatingScheduler {

    Together(Scheduler inner) {
      super(inner);
    }

    @Override
    public Answer ask(Study study) {
      int told = study.outcomes().size();
      int asked = study.proposals().size();
      boolean batchIsOpen = told % WINDOW == 0 && asked < told + WINDOW;
      return batchIsOpen ? super.ask(study) : new Answer.Wait();
    }
  }

  private static Scheduler trials(int number, RungLadder ladder) {
    List<Configuration> configurations = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      configurations.add(new Configuration(Map.of("x", i)));
    }
    return new FullResource(new ListSampler(configurations, "list"), number, ladder);
  }

  private static double utilisation(
      Scheduler scheduler, RungLadder ladder, ToDoubleFunction<Cell> seconds)
      throws InterruptedException {
    SimulatedPool pool =
        new SimulatedPool(
            CellByCell.of(cell -> CellOutcome.completed(cell.fold(), 100, 1)), SLOTS, seconds);
    new TuningLoop(
            Studies.empty(1),
            scheduler,
            ladder,
            pool,
            WINDOW,
            Budget.UNLIMITED,
            () -> Instant.EPOCH,
            step -> {})
        .run();
    return pool.utilisation();
  }

  /** Cells of which the longest takes fourteen times as long as the shortest. */
  private static ToDoubleFunction<Cell> cells() {
    Random random = new Random(1);
    return cell -> Math.pow(14, random.nextDouble());
  }

  @Test
  void tell_one_ask_one_keeps_slots_busy_where_telling_together_drains_them() throws Exception {
    RungLadder ladder = RungLadder.full(100, 1);
    double oneByOne = utilisation(trials(800, ladder), ladder, cells());
    double together = utilisation(new Together(trials(800, ladder)), ladder, cells());
    assertThat(oneByOne).isCloseTo(0.92, offset(0.04));
    assertThat(together).isCloseTo(0.67, offset(0.04));
  }
}
