package org.espalier.spark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StudyIdsTest {

  @TempDir private Path folder;

  private StudyIds ids() throws IOException {
    return new StudyIds(
        new org.apache.hadoop.fs.Path(folder.resolve("ids").toUri()), new Configuration());
  }

  @Test
  void an_id_is_known_to_every_server_until_it_is_removed() throws IOException {
    StudyIds.Entry begun = new StudyIds.Entry("ann", "digest", false);
    assertThat(ids().find("../any id/\u00fc")).isEmpty();
    ids().put("../any id/\u00fc", begun);
    assertThat(ids().find("../any id/\u00fc")).hasValue(begun);
    assertThat(ids().find("other")).isEmpty();
    ids().put("../any id/\u00fc", new StudyIds.Entry("ann", "digest", true));
    assertThat(ids().find("../any id/\u00fc")).map(StudyIds.Entry::ended).hasValue(true);
    ids().remove("../any id/\u00fc");
    assertThat(ids().find("../any id/\u00fc")).isEmpty();
    assertThat(folder.resolve("ids")).isEmptyDirectory();
  }
}
