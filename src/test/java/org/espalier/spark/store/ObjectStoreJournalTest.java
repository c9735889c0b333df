package org.espalier.spark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.espalier.testing.EveryEvent;
import org.junit.jupiter.api.Test;

final class ObjectStoreJournalTest extends JsonJournalContract {

  private final WorstFileSystem store = new WorstFileSystem();

  @Override
  FileSystem system() {
    return store;
  }

  @Override
  Path folder() {
    return new Path("worst://bucket/study/journal");
  }

  @Override
  void settle(FileSystem late) {
    store.settle();
  }

  @Test
  void is_read_where_nothing_can_be_listed() throws IOException {
    store.refuseToList();
    try (JsonJournal journal = open()) {
      journal.append(EveryEvent.events().get(0));
      journal.flush();
      journal.append(EveryEvent.events().get(1));
    }
    assertThat(read()).isEqualTo(EveryEvent.events().subList(0, 2));
  }
}
