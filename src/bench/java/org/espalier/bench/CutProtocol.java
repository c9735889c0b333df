package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.schedule.Asha;
import org.espalier.search.RandomSampler;
import org.espalier.search.RecordedSampler;
import org.espalier.simulate.CellByCell;
import org.espalier.simulate.SimulatedPool;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spark.store.UnreadableJournalException;
import org.espalier.study.CellOutcome;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.tune.Budget;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.RecordedSteps;
import org.espalier.tune.TuningLoop;

/**
 * A study on the real store, with made-up scores, whose journal is cut after every event and within
 * every line: it goes on to the same tables, or is refused.
 */
final class CutProtocol {

  private static final int TRIALS = 24;
  private static final int SLOTS = 4;
  private static final int WINDOW = 16;
  private static final int KEPT_BACK = 100;
  private static final int CUTS_IN_A_LINE = 3;
  private static final Seed SEED = new Seed(42);
  private static final Objective ACCURACY = new Objective("accuracy", Direction.MAXIMIZE);
  private static final RungLadder LADDER = RungLadder.ofRows(100, 900, 3, 3);

  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Dimension.always(new ChoiceParameter("learner", List.of("a", "b"))),
              Dimension.always(new FloatParameter("x", 1e-3, 1, Scale.LOG))));

  private final Path scratch;

  CutProtocol(Path scratch) {
    this.scratch = scratch;
  }

  String run() throws IOException, InterruptedException {
    StudyRecord whole = play(RecordedStudy.folder(scratch.resolve("whole"), 1));
    Path journal = scratch.resolve("whole").resolve("durable").resolve("journal");
    byte[] bytes = Files.readAllBytes(RecordedStudy.files(scratch.resolve("whole")).get(0));
    List<Integer> cuts = cuts(bytes);
    int same = 0;
    int refused = 0;
    List<String> wrong = new ArrayList<>();
    for (int cut : cuts) {
      Path below = scratch.resolve("cut");
      clear(below);
      Path copy = Files.createDirectories(below.resolve("durable").resolve("journal"));
      try (Stream<Path> files = Files.list(journal)) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
      Files.write(RecordedStudy.files(below).get(0), Arrays.copyOf(bytes, cut));
      try {
        StudyRecord resumed = play(RecordedStudy.folder(below, KEPT_BACK));
        if (resumed.trials().equals(whole.trials())
            && resumed.cells().equals(whole.cells())
            && resumed.decisions().equals(whole.decisions())) {
          same++;
        } else {
          wrong.add("      other tables after a cut at byte %d%n".formatted(cut));
        }
      } catch (UnreadableJournalException e) {
        refused++;
      } catch (RuntimeException e) {
        wrong.add("      %s after a cut at byte %d%n".formatted(e, cut));
      }
    }
    return String.format(
        Locale.ROOT,
        "cut: %,d cuts, after each event of a study of %d trials and %d within each line: %,d went"
            + " on to the same tables, %,d refused, %,d wrong (target 0)%n%s",
        cuts.size(),
        TRIALS,
        CUTS_IN_A_LINE - 1,
        same,
        refused,
        wrong.size(),
        String.join("", wrong.subList(0, Math.min(5, wrong.size()))));
  }

  private static List<Integer> cuts(byte[] bytes) {
    List<Integer> cuts = new ArrayList<>();
    int line = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        for (int part = 0; part < CUTS_IN_A_LINE; part++) {
          cuts.add(line + (i + 1 - line) * part / CUTS_IN_A_LINE);
        }
        line = i + 1;
      }
    }
    cuts.add(bytes.length);
    return cuts;
  }

  private static void clear(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** One driver of the study, from where its journal ends. */
  private static StudyRecord play(StudyFolder folder) throws IOException, InterruptedException {
    try (JournalStore journal = folder.journal()) {
      JournalRecorder recorder = JournalRecorder.open(journal, () -> Instant.EPOCH);
      RecordedSteps past = RecordedSteps.of(recorder.history());
      Asha asha =
          new Asha(
              new RecordedSampler(past.trials(), new RandomSampler(SPACE, SEED)),
              TRIALS,
              LADDER,
              3);
      recorder.record(recorder.history().isBegun() ? resumed() : opened());
      CellByCell recording =
          cell -> {
            recorder.started(List.of(cell));
            CellOutcome outcome =
                CellOutcome.completed(
                    cell.fold(),
                    cell.proposal().rows(),
                    cell.configuration().number("x") + 0.01 * cell.fold());
            recorder.ended(cell, outcome);
            return outcome;
          };
      SimulatedPool pool =
          new SimulatedPool(recording, SLOTS, cell -> 1 + 9 * cell.configuration().number("x"));
      new TuningLoop(
              Study.of(ACCURACY, SEED),
              asha,
              LADDER,
              pool,
              WINDOW,
              Budget.UNLIMITED,
              () -> Instant.EPOCH,
              recorder)
          .resume(past);
      recorder.record(new StudyEvent.Closed(StudyStatus.FINISHED, 0, "", List.of(), 0, 0));
      return recorder.tables();
    }
  }

  private static StudyEvent opened() {
    return new StudyEvent.Opened(
        "durable",
        new StudyEvent.Setup(SEED.value(), ACCURACY, "random", "asha", TRIALS, WINDOW, LADDER),
        new StudyEvent.Folds("hash", List.of(450L, 450L, 450L), 0, 1350, 0),
        Optional.empty(),
        new StudyEvent.Request(EntryPoint.JOB, List.of(), ""),
        List.of(),
        Map.of(),
        0);
  }

  private static StudyEvent resumed() {
    return new StudyEvent.Resumed(TRIALS, "", List.of(), Map.of(), Optional.empty(), 0);
  }
}
