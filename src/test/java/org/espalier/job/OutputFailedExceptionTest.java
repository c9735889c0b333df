package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.espalier.job.study.OutputFailedException;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark") // Hadoop's file systems start where Spark does
final class OutputFailedExceptionTest {

  private final IOException full = new IOException("No space left on device");

  @TempDir private Path folder;

  private Optional<OutputFailedException> of(Throwable failure) {
    OutputPlan output = new OutputPlan(folder.toString(), false);
    Configuration hadoop = new Configuration(false);
    return OutputFailedException.of(
        StudyFolder.of(output, "adult", Origins.none("test"), hadoop), failure);
  }

  @Test
  void says_in_one_line_what_the_disk_said_and_what_to_do() throws IOException {
    String line =
        "file:%s/adult: cannot be written any more: No space left on device; free space or grant"
            + " access, then --resume continues";
    Throwable error = fullDisk();
    assertThat(error).isInstanceOf(FSError.class);
    for (Throwable failure :
        List.of(
            full,
            error,
            new UncheckedIOException(full),
            new IllegalStateException("Job aborted.", error))) {
      assertThat(of(failure).orElseThrow()).hasMessage(line.formatted(folder));
    }
  }

  /** What Hadoop's local file system throws, as Linux gives a device that is always full. */
  private static Throwable fullDisk() throws IOException {
    assumeThat(Path.of("/dev/full")).exists();
    RawLocalFileSystem system = new RawLocalFileSystem();
    system.initialize(URI.create("file:///"), new Configuration(false));
    FSDataOutputStream out = system.create(new org.apache.hadoop.fs.Path("/dev/full"), true);
    out.write(1);
    return catchThrowable(out::close);
  }

  @Test
  void a_defect_is_none() {
    assertThat(of(new IllegalStateException("no winner"))).isEmpty();
  }
}
