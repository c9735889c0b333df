package org.espalier.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.espalier.journal.StudyEvent;
import org.espalier.spec.JournalPlan;
import org.espalier.testing.EveryEvent;
import org.espalier.testing.Sample;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("smoke")
@Tag("spark") // Hadoop's file systems start where Spark does
final class LocalJournalTest extends JsonJournalContract {

  @TempDir java.nio.file.Path temporary;

  private java.nio.file.Path journal() {
    return temporary.resolve("mit Leerzeichen + größe 100%").resolve("journal");
  }

  @Override
  Path folder() {
    return new Path(journal().toString());
  }

  @Override
  FileSystem system() throws IOException {
    return WholeFile.system(folder(), new Configuration());
  }

  @Test
  void a_driver_writes_one_file_and_nothing_beside_it() throws IOException {
    try (JsonJournal journal = open()) {
      journal.append(EveryEvent.events().get(0));
      journal.flush();
      journal.flush();
      journal.append(EveryEvent.events().get(1));
    }
    try (Stream<java.nio.file.Path> files = Files.list(journal())) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted())
          .satisfiesExactly(
              name -> assertThat(name).isEqualTo("epoch-000001.json"),
              name -> assertThat(name).matches("events-000001-[0-9a-f]{8}-000000\\.jsonl"),
              name -> assertThat(name).isEqualTo("lease-000001.json"));
    }
  }

  @Test
  void a_line_that_a_full_disk_broke_off_is_written_over() throws IOException {
    java.nio.file.Path file = temporary.resolve("file");
    try (AppendedFile appended = new AppendedFile(file)) {
      appended.write("one\n".getBytes(StandardCharsets.UTF_8));
      Files.writeString(file, "one\ntw");
      appended.write("two\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(file).hasContent("one\ntwo\n");
  }

  @Test
  void a_driver_is_this_process_and_looks_after_its_journal_by_itself() throws Exception {
    JournalPlan plan = new JournalPlan(1_000, Duration.ofMinutes(1));
    DriverEnvironment current = DriverEnvironment.current();
    AtomicInteger ahead = new AtomicInteger();
    DriverEnvironment environment =
        new DriverEnvironment(
            current.process(),
            () -> current.clock().instant().plusSeconds(ahead.get()),
            current.pause(),
            current.ticker());
    try (JsonJournal journal = open(plan, environment)) {
      assertThatThrownBy(() -> open(plan, DriverEnvironment.current()))
          .isInstanceOf(JournalHeldException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      journal.append(EveryEvent.events().get(0));
      ahead.set(6); // more than an event may wait
      while (written().size() < 2) {
        Thread.sleep(1); // written without being asked to
      }
    }
    assertThat(written().subList(1, 2)).isEqualTo(List.of(EveryEvent.events().get(0)));
  }

  @Test
  @Tag(Sample.TAG)
  void cut_at_any_byte_it_is_read_as_its_beginning() throws IOException {
    List<StudyEvent> study = SampleStudy.events().subList(0, 4);
    try (JsonJournal journal = open()) {
      for (StudyEvent event : study) {
        journal.append(event);
      }
    }
    java.nio.file.Path file;
    try (Stream<java.nio.file.Path> files = Files.list(journal())) {
      file = files.filter(f -> f.toString().endsWith(".jsonl")).findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(file);
    List<Integer> cuts = IntStream.rangeClosed(0, whole.length).boxed().toList();
    for (int cut : Sample.rows(cuts).toList()) {
      byte[] left = Arrays.copyOf(whole, cut);
      // with that of the driver's beginning
      int lines = (int) IntStream.range(0, cut).filter(i -> left[i] == '\n').count();
      Files.write(file, left);
      assertThat(read())
          .as("%d of %d bytes", cut, whole.length)
          .isEqualTo(study.subList(0, Math.max(0, lines - 1)));
    }
  }
}
