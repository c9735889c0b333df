package org.espalier.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What trials leave: archives of files, and where they are. */
final class StateStoreTest {

  private static void write(String attempt, String archive, boolean committed) throws IOException {
    Path folder = Path.of(URI.create(attempt));
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(archive), "x");
    if (committed) {
      Files.writeString(folder.resolve(StateWriter.COMMITTED), archive);
    }
  }

  @Test
  void what_was_committed_and_recorded_is_found_and_nothing_else(@TempDir Path folder)
      throws IOException {
    StateStore store =
        new StateStore(new org.apache.hadoop.fs.Path(folder.toUri()), new Configuration(false));
    assertThat(store.left(1, 0, 0)).isEmpty();
    String torn = store.attempt(1, 0, 0);
    write(torn, "7.zip", false);
    store.keep(1, 0, 0, torn);
    assertThat(store.left(1, 0, 0)).isEmpty();
    String whole = store.attempt(1, 0, 0);
    write(whole, "8.zip", true);
    assertThat(store.left(1, 0, 0)).isEmpty();
    store.keep(1, 0, 0, whole);
    assertThat(store.left(1, 0, 0)).contains(whole + "/8.zip");
    String later = store.attempt(1, 0, 0);
    write(later, "9.zip", true);
    store.keep(1, 0, 0, later);
    assertThat(store.left(1, 0, 0)).contains(later + "/9.zip");
    store.delete(1, 0, 1);
    assertThat(store.left(1, 0, 0)).isEmpty();
    write(store.attempt(2, 0, 0), "1.zip", true);
    store.deleteAllBut(OptionalInt.of(1));
    assertThat(folder.resolve("2")).doesNotExist();
    assertThat(folder.resolve("1")).exists();
  }

  @Test
  void files_come_back_as_they_were(@TempDir Path folder) throws IOException {
    Path from = folder.resolve("from");
    Path deep = Files.createDirectories(from.resolve("deep"));
    Files.writeString(deep.resolve("a.txt"), "a".repeat(70_000));
    Files.createFile(deep.resolve("empty"));
    Path archive = folder.resolve("all.zip");
    StateFiles.pack(from, StateFiles.files(from), archive);
    byte[] bytes = Files.readAllBytes(archive);
    // In rows as small as one byte, and an empty one.
    Iterator<byte[]> rows =
        List.of(new byte[] {bytes[0]}, new byte[0], Arrays.copyOfRange(bytes, 1, bytes.length))
            .iterator();
    Path to = folder.resolve("to");
    StateFiles.unpack(rows, to);
    assertThat(StateFiles.files(to)).extracting(to::relativize).hasSize(2);
    assertThat(to.resolve("deep/a.txt")).hasSameBinaryContentAs(deep.resolve("a.txt"));
    StateFiles.unpack(List.<byte[]>of().iterator(), folder.resolve("none"));
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void no_file_leads_out_of_its_folder(@TempDir Path folder) throws IOException {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(archive)) {
      zip.putNextEntry(new ZipEntry("../out.txt"));
      zip.write("x".getBytes(StandardCharsets.UTF_8));
    }
    assertThatThrownBy(
            () ->
                StateFiles.unpack(List.of(archive.toByteArray()).iterator(), folder.resolve("in")))
        .hasMessage("'../out.txt' leads out of the folder");
  }

  @Test
  void a_stream_is_cut_into_rows() {
    byte[] bytes = new byte[StateReader.CHUNK + 3];
    Iterator<byte[]> rows =
        StateReader.followed(Collections.emptyIterator(), new ByteArrayInputStream(bytes));
    assertThat(rows.next()).hasSize(StateReader.CHUNK);
    assertThat(rows.next()).hasSize(3);
    assertThat(rows.hasNext()).isFalse();
  }
}
