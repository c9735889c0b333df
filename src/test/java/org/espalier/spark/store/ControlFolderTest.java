package org.espalier.spark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.espalier.journal.ControlRequest;
import org.espalier.journal.StudyEvent;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;

/** Requests on a store that cannot rename, and lists late. */
final class ControlFolderTest {

  private static final StudyEvent.Opened STUDY = (StudyEvent.Opened) SampleStudy.events().get(0);

  private final WorstFileSystem store = new WorstFileSystem();
  private final StudyFolder study =
      StudyFolder.of(
          new OutputPlan("worst://bucket", false),
          "study",
          Origins.none("test"),
          store,
          DriverEnvironment.current());
  private final ControlFolder folder = study.control();

  private List<ControlFolder.Left> settled() throws IOException {
    store.settle();
    return folder.read();
  }

  @Test
  void two_who_ask_at_once_are_both_heard_and_what_was_removed_is_gone() throws IOException {
    ControlRequest first = folder.leave(STUDY);
    ControlRequest second = study.control().leave(STUDY);
    assertThat(settled())
        .flatExtracting(left -> left.content().stream().map(c -> c.request()).toList())
        .containsExactlyInAnyOrder(first, second);
    for (ControlFolder.Left left : folder.read()) {
      folder.remove(left);
    }
    assertThat(folder.read()).isEmpty(); // though the listing is late
    assertThat(folder.waits(first)).isFalse();
  }

  @Test
  void a_request_is_to_stop_one_study_and_one_driver() {
    ControlRequest stop = new ControlRequest("", ControlRequest.STOP, "ann@host");
    ControlFolder.Addressed here = new ControlFolder.Addressed(stop, STUDY.study(), STUDY.at(), 1);
    assertThat(here.objection(STUDY, 1)).isEmpty();
    assertThat(here.objection(STUDY, 2)).contains("is for driver 1 of the study, and this is 2");
    assertThat(
            new ControlFolder.Addressed(stop, STUDY.study(), STUDY.at() - 1, 1).objection(STUDY, 1))
        .contains("is for another study, '%s'".formatted(STUDY.study()));
    assertThat(
            new ControlFolder.Addressed(
                    new ControlRequest("", "PAUSE", "ann@host"), STUDY.study(), STUDY.at(), 1)
                .objection(STUDY, 1))
        .contains("requests 'PAUSE', which is not known");
  }

  @Test
  void what_is_no_request_has_no_content() throws IOException {
    WholeFile.replace(store, new Path("worst://bucket/study/control/x.json"), "stop!");
    assertThat(settled()).extracting(ControlFolder.Left::content).allMatch(c -> c.isEmpty());
  }
}
