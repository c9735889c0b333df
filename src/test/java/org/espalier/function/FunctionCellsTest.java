package org.espalier.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.engine.StudyDesign;
import org.espalier.engine.StudySession;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.StatedFailure;
import org.espalier.space.Configuration;
import org.espalier.study.Continuation;
import org.espalier.study.Proposal;
import org.espalier.testing.SparkTest;
import org.espalier.tune.JournalRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a call of a function goes on from, without a call of a function. */
final class FunctionCellsTest extends SparkTest {

  private static final FunctionPlan PLAN =
      FunctionPlan.of(
          new FunctionTuner()
              .setSpace(new FunctionSpace().addFloat("x", 0, 1))
              .setScheduler("asha")
              .setMinResource(1)
              .setMaxResource(9)
              .setWinnerRepeats(1)
              .settings());

  private final List<CellIo> calls = new ArrayList<>();

  /** Calls that are lost, the first ones. */
  private int lost = 0;

  /** A call that leaves something where it may, unless it is lost. */
  private Optional<CellReply> called(CellIo io) {
    calls.add(io);
    if (calls.size() <= lost) {
      return Optional.empty();
    }
    io.attempt().ifPresent(FunctionCellsTest::leave);
    return Optional.of(new CellReply(Map.of("loss", 1.0), List.of(), ""));
  }

  private static void leave(String attempt) {
    Path folder = Path.of(URI.create(attempt).getPath());
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("state.zip"), "weights");
      Files.writeString(folder.resolve(StateWriter.COMMITTED), "state.zip");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fit(Path folder, int trial, int rung, int fold, Optional<Continuation> continues)
      throws IOException {
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(folder.toUri());
    StateStore store = new StateStore(root, spark().sparkContext().hadoopConfiguration());
    Proposal proposal = new Proposal(0, trial, rung, List.of(fold), 1, continues);
    InstantSource clock = InstantSource.system();
    JournalRecorder unkept = JournalRecorder.unkept(clock);
    StudySession session =
        new StudySession(
            unkept,
            Optional.empty(),
            false,
            "test",
            line -> {},
            clock,
            clock.instant(),
            Optional.empty());
    StudyDesign design =
        session.design("test", PLAN.objective(), PLAN.strategies(PLAN.ladder()), PLAN.limits());
    FunctionSearch study =
        new FunctionSearch(PLAN, spark(), this::called, session, Optional.empty(), design);
    try (FunctionCells cells = new FunctionCells(study, Optional.of(store))) {
      cells.fit(new Cell(proposal, new Configuration(Map.of("x", 0.5)), fold));
    }
  }

  @Test
  void a_call_that_is_lost_is_made_again_and_the_third_time_has_failed(@TempDir Path folder)
      throws Exception {
    lost = 2;
    fit(folder, 0, 0, 0, Optional.empty());
    assertThat(calls).hasSize(3);
    lost = 6;
    assertThatThrownBy(() -> fit(folder, 0, 0, 0, Optional.empty()))
        .isInstanceOf(StatedFailure.class)
        .hasMessageContaining("was lost three times");
    assertThat(calls).hasSize(6);
  }

  private String from(CellIo io) {
    Path file = Path.of(io.below().orElseThrow());
    int names = file.getNameCount();
    return file.subpath(names - 4, names - 2).toString();
  }

  @Test
  void a_trial_goes_on_from_its_own_rung_below_or_from_what_its_proposal_names(@TempDir Path folder)
      throws Exception {
    fit(folder, 0, 0, 0, Optional.empty());
    fit(folder, 0, 1, 0, Optional.empty());
    fit(folder, 1, 2, 0, Optional.of(new Continuation(0, 1)));
    fit(folder, 2, 2, 0, Optional.of(new Continuation(0, 0)));
    fit(folder, 3, 2, 0, Optional.of(new Continuation(3, 1)));
    fit(folder, 0, 2, 1, Optional.empty());
    assertThat(calls)
        .extracting(io -> io.request().start())
        .as("steps that are done: 1 of rung 0, 3 of rung 1, none of what was not left")
        .containsExactly(0, 1, 3, 1, 0, 0);
    assertThat(calls.get(1)).extracting(this::from).isEqualTo("0/0-0");
    assertThat(calls.get(2)).extracting(this::from).isEqualTo("0/1-0");
    assertThat(calls.get(3)).extracting(this::from).isEqualTo("0/0-0");
    assertThat(calls.get(4).below()).isEmpty();
    assertThat(calls.get(5).attempt()).as("nothing goes on from a finalist's fold").isEmpty();
  }
}
