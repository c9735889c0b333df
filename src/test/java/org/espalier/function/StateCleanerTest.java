package org.espalier.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.study.Decision;
import org.espalier.study.RungLadder;
import org.espalier.tune.JournalRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When what a pruned trial left is deleted. */
final class StateCleanerTest {

  private static final RungLadder LADDER = RungLadder.ofIterations(1, 9, 3, 1, 1);

  /** Journal that sees at each flush whether the state is still there, and may fail to flush. */
  private record Journal(Path state, boolean broken) implements JournalStore {
    @Override
    public List<StudyEvent> read() {
      return List.of();
    }

    @Override
    public void append(StudyEvent event) {}

    @Override
    public void flush() throws IOException {
      assertThat(state).exists();
      if (broken) {
        throw new IOException("another driver took over");
      }
    }

    @Override
    public void close() {}
  }

  private static Path pruned(Path folder, boolean broken) throws IOException {
    Path state = folder.resolve("3/0-0/attempt");
    Files.createDirectories(state);
    Files.writeString(state.resolve("7.zip"), "weights");
    JournalRecorder recorder =
        JournalRecorder.open(new Journal(state, broken), InstantSource.system());
    StateStore store =
        new StateStore(new org.apache.hadoop.fs.Path(folder.toUri()), new Configuration(false));
    new StateCleaner(store, LADDER, recorder)
        .happened(
            new StudyEvent.Decided(
                new Decision(
                    3,
                    0,
                    Decision.Kind.PRUNE,
                    "asha",
                    new Decision.Ranking(1, 3, 3),
                    "the worst")));
    return state;
  }

  @Test
  void it_goes_once_the_decision_is_durable(@TempDir Path folder) throws IOException {
    assertThat(pruned(folder, false)).doesNotExist();
  }

  @Test
  void it_stays_where_the_decision_could_not_be_recorded(@TempDir Path folder) throws IOException {
    assertThat(pruned(folder, true)).exists();
  }
}
