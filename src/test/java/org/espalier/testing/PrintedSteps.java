package org.espalier.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.espalier.simulate.SimulatedPool;
import org.espalier.tune.Budget;

/** Prints what random studies come to, so that another JVM can be compared with this one. */
public final class PrintedSteps {

  private PrintedSteps() {}

  /** A line for each of the first studies; some learn from losses. */
  public static List<String> of(int studies) throws InterruptedException {
    List<String> lines = new ArrayList<>();
    for (int seed = 0; seed < studies; seed++) {
      RandomStudy drawn = new RandomStudy(seed);
      RandomStudy study = seed % 50 == 0 ? drawn.modelled() : drawn;
      Recording recording = new Recording();
      try (SimulatedPool pool = study.simulated(4, seed)) {
        study.on(pool, Budget.UNLIMITED, () -> Instant.EPOCH, recording).run();
      }
      // Not the hash codes of the steps: those of enums differ from one JVM to the next.
      lines.add("%d %d %x".formatted(seed, recording.steps().size(), hash(recording)));
    }
    return lines;
  }

  private static int hash(Recording recording) {
    return recording.steps().toString().hashCode();
  }

  /** The number of studies. */
  public static void main(String[] args) throws InterruptedException {
    of(Integer.parseInt(args[0])).forEach(System.out::println);
  }
}
