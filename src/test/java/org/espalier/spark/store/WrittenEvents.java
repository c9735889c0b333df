package org.espalier.spark.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.espalier.journal.StudyEvent;

/** Events of a journal as they are on disk, in their order. */
public final class WrittenEvents {

  private WrittenEvents() {}

  /**
   * All events that were written so far.
   *
   * @param study folder of the study
   * @throws UnreadableJournalException if the journal is damaged
   */
  public static List<StudyEvent> of(StudyFolder study) throws IOException {
    return of(study.path().getFileSystem(new Configuration()), study);
  }

  static List<StudyEvent> of(FileSystem system, StudyFolder study) throws IOException {
    List<StudyEvent> events = new ArrayList<>();
    new JournalReader(system, new Path(study.path(), "journal")).read(events::add);
    return events;
  }
}
