package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.espalier.journal.ControlRequest;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.schedule.Asha;
import org.espalier.search.ListSampler;
import org.espalier.search.Sampler;
import org.espalier.simulate.CellByCell;
import org.espalier.simulate.SimulatedPool;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.EntryPoint;
import org.espalier.study.RungLadder;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

/** A study that an earlier version gave further trials while it ran. */
final class ExtensionTest {

  private static final InstantSource STANDING = () -> Instant.EPOCH;

  private static final RungLadder LADDER = RungLadder.ofRows(100, 400, 2, 1);

  private static final int BEGUN_WITH = 6;

  private static final int EXTENDED_TO = 10;

  private static final StudyEvent OPENED =
      new StudyEvent.Opened(
          "extended",
          new StudyEvent.Setup(1, Studies.RMSE, "list", "asha", BEGUN_WITH, 2, LADDER),
          new StudyEvent.Folds("hash", List.of(), 0, 800, 0),
          Optional.empty(),
          new StudyEvent.Request(EntryPoint.JOB, List.of(), ""),
          List.of(),
          Map.of(),
          0);

  private static final StudyEvent EXTENDED =
      new StudyEvent.Controlled(
          new ControlRequest("", "EXTEND", "ann@host"), OptionalInt.of(EXTENDED_TO), "", 0);

  private static final CellByCell LOSS =
      cell ->
          CellOutcome.completed(
              cell.fold(), cell.proposal().rows(), cell.configuration().number("loss"));

  /** Fixed losses in no order. */
  private static Sampler losses(int number) {
    List<Configuration> all =
        IntStream.range(0, number)
            .mapToObj(i -> new Configuration(Map.of("loss", (double) (i * 7 % number))))
            .toList();
    return new ListSampler(all, "list");
  }

  /** A study that goes on from a journal, with what the journal holds at its end. */
  private static final class Run {
    private final List<StudyEvent> events;
    private final TuningLoop loop;

    Run(List<StudyEvent> journal) throws InterruptedException {
      this.events = new ArrayList<>(journal);
      this.loop =
          new TuningLoop(
              Studies.empty(1),
              new Asha(losses(20), BEGUN_WITH, LADDER, 2),
              LADDER,
              new SimulatedPool(LOSS, 2, cell -> 1),
              2,
              Budget.UNLIMITED,
              STANDING,
              events::add);
      loop.resume(RecordedSteps.of(StudyHistory.of(journal)));
    }

    /** Outcomes without their times. */
    List<String> told() {
      return loop.study().outcomes().stream()
          .map(outcome -> outcome.proposal() + " " + outcome.score())
          .toList();
    }
  }

  @Test
  void they_are_planned_at_their_place_wherever_the_driver_died() throws Exception {
    List<StudyEvent> uncut = new Run(List.of(OPENED)).events;
    for (int before = 1; before <= uncut.size(); before++) {
      List<StudyEvent> journal = new ArrayList<>(uncut.subList(0, before));
      journal.add(EXTENDED);
      assertThat(StudyHistory.of(journal).extension()).isEqualTo(EXTENDED_TO - BEGUN_WITH);
      Run run = new Run(journal);
      assertThat(run.loop.study().trials()).hasSize(EXTENDED_TO);
      for (int cut = journal.size(); cut <= run.events.size(); cut++) {
        assertThat(new Run(run.events.subList(0, cut)).told()).isEqualTo(run.told());
      }
    }
  }

  @Test
  void a_pause_in_the_journal_does_not_count() throws Exception {
    List<StudyEvent> journal = new ArrayList<>(List.of(OPENED));
    journal.add(
        new StudyEvent.Controlled(
            new ControlRequest("", "PAUSE", "ann@host"), OptionalInt.empty(), "", 0));
    assertThat(StudyHistory.of(journal).extension()).isZero();
    assertThat(new Run(journal).told()).isEqualTo(new Run(List.of(OPENED)).told());
  }
}
